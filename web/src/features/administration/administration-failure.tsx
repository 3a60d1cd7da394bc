import Link from 'next/link';
import { Notice } from '@/components/ui/notice';
import type { Refusal } from '@/lib/graph/refusal';
import { AdministrationNav } from './administration-nav';

const TITLES: Readonly<Record<string, string>> = {
  FORBIDDEN: 'You may not see this',
  VALIDATION_FAILED: 'This address leads nowhere',
  BAD_USER_INPUT: 'This address leads nowhere',
};

interface AdministrationFailureProps {
  readonly title: string;
  readonly refusal: Refusal;
  /** The page without what may be at fault. */
  readonly startAt: string;
}

/** In the place of what the platform did not answer. */
export function AdministrationFailure({ title, refusal, startAt }: AdministrationFailureProps) {
  return (
    <>
      <h1 className="mb-2 font-semibold text-xl">{title}</h1>
      <AdministrationNav />
      <Notice tone="danger" title={TITLES[refusal.code] ?? 'This could not be loaded'}>
        <p>{refusal.message}</p>
        <p>
          <Link href={startAt} prefetch={false} className="font-medium underline">
            Start at the beginning
          </Link>
        </p>
      </Notice>
    </>
  );
}
