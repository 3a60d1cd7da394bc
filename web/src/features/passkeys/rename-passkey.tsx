import { Confirm } from '@/components/ui/confirm';
import { Field } from '@/components/ui/field';
import { renamePasskey } from './actions';

interface RenamePasskeyProps {
  readonly id: string;
  readonly name: string;
}

export function RenamePasskey({ id, name }: RenamePasskeyProps) {
  const label = (
    <>
      Rename<span className="sr-only"> {name}</span>
    </>
  );
  return (
    <Confirm
      label={label}
      title={`Rename ${name}`}
      confirm="Save"
      tone="primary"
      action={renamePasskey}
      fields={{ id }}
    >
      <Field label="New name" name="name" required maxLength={100} defaultValue={name} />
    </Confirm>
  );
}
