import { Live } from '@/components/ui/live';
import { Notice } from '@/components/ui/notice';

interface FormResultProps {
  readonly failure: string | undefined;
  readonly success: string | undefined;
}

/** What became of a form, above its fields; read out when it appears. */
export function FormResult({ failure, success }: FormResultProps) {
  if (failure) return <Notice tone="danger" title={failure} />;
  return <Live>{success ? <Notice title={success} /> : null}</Live>;
}
