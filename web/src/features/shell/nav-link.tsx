'use client';

import Link from 'next/link';
import { usePathname } from 'next/navigation';
import type { ReactNode } from 'react';
import { cn } from '@/lib/class-names';

interface NavLinkProps {
  readonly href: string;
  /** True when pages below it are another place. */
  readonly exact?: boolean;
  readonly children: ReactNode;
}

export function NavLink({ href, exact = href === '/', children }: NavLinkProps) {
  const pathname = usePathname();
  const isHere = exact ? pathname === href : pathname.startsWith(href);
  return (
    <Link
      href={href}
      prefetch={false}
      aria-current={isHere ? 'page' : undefined}
      className={cn(
        'rounded-md px-3 py-1.5 font-medium text-sm',
        isHere ? 'bg-accent text-accent-foreground' : 'text-muted-foreground hover:bg-muted',
      )}
    >
      {children}
    </Link>
  );
}
