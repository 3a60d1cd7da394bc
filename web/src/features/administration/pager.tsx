import Link from 'next/link';

interface PagerProps {
  /** The next page, where there is one. */
  readonly next: string | undefined;
  /** The first page, when this is another. */
  readonly first: string | undefined;
}

/** Leads through a list that is read page by page; the browser's own way leads back. */
export function Pager({ next, first }: PagerProps) {
  if (!(next || first)) return null;
  const looks = 'text-primary underline';
  return (
    <nav aria-label="Pages" className="flex gap-4 text-sm">
      {first ? (
        <Link href={first} prefetch={false} className={looks}>
          First page
        </Link>
      ) : null}
      {next ? (
        <Link href={next} prefetch={false} className={looks}>
          Next page
        </Link>
      ) : null}
    </nav>
  );
}
