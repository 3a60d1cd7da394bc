'use client';

import Link from 'next/link';
import { useRouter } from 'next/navigation';
import type { MouseEvent, ReactNode } from 'react';
import { useViewTransition } from './pending';

interface ViewLinkProps {
  readonly href: string;
  readonly children: ReactNode;
  readonly className?: string;
  readonly 'aria-label'?: string;
  readonly 'aria-current'?: 'true' | undefined;
}

const isPlain = (event: MouseEvent): boolean =>
  event.button === 0 && !event.metaKey && !event.ctrlKey && !event.shiftKey && !event.altKey;

/** A link to another view of the same page, which fades meanwhile. */
export function ViewLink({ href, ...props }: ViewLinkProps) {
  const router = useRouter();
  const startTransition = useViewTransition();
  const follow = (event: MouseEvent) => {
    if (!isPlain(event)) return;
    event.preventDefault();
    startTransition(() => router.push(href, { scroll: false }));
  };
  return <Link href={href} prefetch={false} onClick={follow} {...props} />;
}
