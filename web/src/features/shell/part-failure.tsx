import { Notice } from '@/components/ui/notice';
import type { Refusal } from '@/lib/graph/refusal';

interface PartFailureProps {
  readonly title: string;
  readonly refusal: Refusal;
}

/** In the place of a part of a page that the platform did not answer. */
export function PartFailure({ title, refusal }: PartFailureProps) {
  return (
    <Notice tone="danger" title={title}>
      <p>{refusal.message}</p>
    </Notice>
  );
}
