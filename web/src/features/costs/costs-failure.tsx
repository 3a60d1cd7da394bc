import Link from 'next/link';
import { Notice } from '@/components/ui/notice';
import type { Refusal } from '@/lib/graph/refusal';

const TITLES: Readonly<Record<string, string>> = {
  FORBIDDEN: 'You may not see costs yet',
  RESULT_TOO_LARGE: 'This view has too many rows',
  QUERY_TIMEOUT: 'This question took too long',
  VALIDATION_FAILED: 'This address does not make a view',
  BAD_USER_INPUT: 'This address does not make a view',
};

export function CostsFailure({ refusal }: { readonly refusal: Refusal }) {
  return (
    <Notice tone="danger" title={TITLES[refusal.code] ?? 'The costs could not be loaded'}>
      <p>{refusal.message}</p>
      {refusal.code === 'FORBIDDEN' ? <p>An administrator can grant it to you.</p> : null}
      <p>
        <Link href="/" prefetch={false} className="font-medium underline">
          Back to the default view
        </Link>
      </p>
    </Notice>
  );
}
