import { Notice } from '@/components/ui/notice';

interface FormResultProps {
  readonly failure: string | undefined;
  readonly success: string | undefined;
}

/** What became of a form, above its fields; read out when it appears. */
export function FormResult({ failure, success }: FormResultProps) {
  if (failure) return <Notice tone="danger" title={failure} />;
  return (
    // There from the start, or it would not be read out; empty, it takes no room of the form's grid.
    <div role="status" className="empty:-mb-4">
      {success ? <Notice title={success} /> : null}
    </div>
  );
}
