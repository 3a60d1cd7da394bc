import { cn } from '@/lib/class-names';
import { formatTenths } from '@/lib/decimal';

interface ChangeProps {
  /** Tenths of a percent; null when there is nothing to compare with. */
  readonly tenths: bigint | null;
  readonly className?: string;
}

/** More is red and less is green: these are costs. The sign says it without the colour. */
export function Change({ tenths, className }: ChangeProps) {
  if (tenths === null) {
    return (
      <span className={cn('text-muted-foreground', className)}>
        <span aria-hidden>–</span>
        <span className="sr-only">no comparison</span>
      </span>
    );
  }
  const tone = tenths > 0n ? 'text-danger' : tenths < 0n ? 'text-success' : 'text-muted-foreground';
  return <span className={cn('tabular-nums', tone, className)}>{formatTenths(tenths)}</span>;
}
