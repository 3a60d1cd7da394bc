'use client';

import Link from 'next/link';
import { usePathname } from 'next/navigation';
import type { ReactNode } from 'react';
import { cn } from '@/lib/class-names';

interface NavLinkProps {
  readonly href: string;
  /** Begins the addresses of the place that it stands for; its own unless said otherwise. */
  readonly place?: string;
  /** True when pages below it are another place. */
  readonly exact?: boolean;
  readonly children: ReactNode;
}

export function NavLink({ href, place = href, exact = href === '/', children }: NavLinkProps) {
  const pathname = usePathname();
  const isHere = exact ? pathname === href : pathname.startsWith(place);
  return (
    <Link
      href={href}
      prefetch={false}
      aria-current={isHere ? 'page' : undefined}
      className={cn(
        'rounded-md px-1.5 py-1.5 sm:px-3 font-medium text-sm',
        isHere ? 'bg-accent text-accent-foreground' : 'text-muted-foreground hover:bg-muted',
      )}
    >
      {children}
    </Link>
  );
}
