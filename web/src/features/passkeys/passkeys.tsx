import { headers } from 'next/headers';
import { Badge } from '@/components/ui/badge';
import { Card, CardTitle } from '@/components/ui/card';
import { Confirm } from '@/components/ui/confirm';
import { deviceName } from '@/features/account/device-name';
import { PartFailure } from '@/features/shell/part-failure';
import {
  type Passkeys_PasskeyFragment,
  Passkeys_PasskeyFragmentDoc,
  type SecurityQuery,
} from '@/generated/graphql';
import { formatMoment } from '@/lib/calendar';
import { readFragment } from '@/lib/graph/fragment';
import type { Parts } from '@/lib/graph/parts';
import { Refusal } from '@/lib/graph/refusal';
import { removePasskey } from './actions';
import { PasskeyForm } from './passkey-form';
import { RenamePasskey } from './rename-passkey';

function PasskeyItem({ passkey }: { readonly passkey: Passkeys_PasskeyFragment }) {
  const { id, name, backedUp, createdAt, lastUsedAt } = passkey;
  return (
    <li className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2 py-3">
      <div className="grid min-w-0 gap-1 text-sm">
        <p className="flex flex-wrap items-center gap-2">
          <span className="break-all font-medium">{name}</span>
          {backedUp ? <Badge>Synchronised</Badge> : null}
        </p>
        <p className="text-muted-foreground text-xs tabular-nums">
          added {formatMoment(createdAt)} ·{' '}
          {lastUsedAt ? `last signed in ${formatMoment(lastUsedAt)}` : 'has not signed in yet'}
        </p>
      </div>
      <div className="flex gap-2">
        <RenamePasskey id={id} name={name} />
        <Confirm
          label={
            <>
              Remove<span className="sr-only"> {name}</span>
            </>
          }
          title={`Remove ${name}?`}
          confirm="Remove"
          action={removePasskey}
          fields={{ id }}
        >
          <p>
            It signs you in no more. Remove it from the device or password manager too, which would
            go on offering it.
          </p>
        </Confirm>
      </div>
    </li>
  );
}

interface PasskeysProps {
  readonly passkeys: Parts<SecurityQuery>['passkeys'];
}

/** Passkeys of whoever is signed in. */
export async function Passkeys({ passkeys }: PasskeysProps) {
  const suggestedName = deviceName((await headers()).get('user-agent'));
  return (
    <Card aria-labelledby="passkeys-title" className="grid gap-4">
      <CardTitle id="passkeys-title">Passkeys</CardTitle>
      <p className="text-muted-foreground text-sm">
        They sign you in by a fingerprint, your face or a PIN, without password and code, and only
        on this site.
      </p>
      {passkeys instanceof Refusal ? (
        <PartFailure title="Your passkeys could not be loaded" refusal={passkeys} />
      ) : null}
      {!(passkeys instanceof Refusal) && passkeys.length > 0 ? (
        <ul className="divide-y divide-border">
          {passkeys.map((node) => {
            const passkey = readFragment(Passkeys_PasskeyFragmentDoc, node);
            return <PasskeyItem key={passkey.id} passkey={passkey} />;
          })}
        </ul>
      ) : null}
      <PasskeyForm suggestedName={suggestedName} />
    </Card>
  );
}
