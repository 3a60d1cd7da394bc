import { cn } from '@/lib/class-names';

/** Holds the room of what is on its way. */
export function Skeleton({ className }: { readonly className?: string }) {
  return (
    <div aria-hidden className={cn('motion-safe:animate-pulse rounded-lg bg-muted', className)} />
  );
}
