import type { ComponentProps } from 'react';
import { cn } from '@/lib/class-names';

/** Scrolls sideways by itself where the room is too narrow, also by keyboard. */
export function Table({ className, 'aria-label': label, ...props }: ComponentProps<'table'>) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard.
    <section className="overflow-x-auto" aria-label={label} tabIndex={0}>
      <table className={cn('w-full border-collapse text-sm', className)} {...props} />
    </section>
  );
}

export function HeadCell({ className, ...props }: ComponentProps<'th'>) {
  return (
    <th
      scope="col"
      className={cn(
        'whitespace-nowrap border-border border-b px-1.5 py-2 text-left sm:px-2 font-medium text-muted-foreground text-xs',
        className,
      )}
      {...props}
    />
  );
}

export function Cell({ className, ...props }: ComponentProps<'td'>) {
  return (
    <td
      className={cn('border-border border-b px-1.5 py-2 align-top sm:px-2', className)}
      {...props}
    />
  );
}

/** For numbers: right-aligned, digits below digits. */
export const NUMERIC = 'text-right tabular-nums whitespace-nowrap';
