import type { ReactNode } from 'react';
import { cn } from '@/lib/class-names';

interface NoticeProps {
  readonly title: string;
  readonly tone?: 'neutral' | 'danger';
  readonly children?: ReactNode;
  readonly className?: string;
}

/** A message in the place of something that is not there; a fault is announced. */
export function Notice({ title, tone = 'neutral', children, className }: NoticeProps) {
  return (
    <div
      role={tone === 'danger' ? 'alert' : undefined}
      className={cn(
        'rounded-lg border p-4 text-sm',
        tone === 'danger' ? 'border-danger/40 bg-danger-soft' : 'border-border bg-card',
        className,
      )}
    >
      <p className={cn('font-semibold', tone === 'danger' && 'text-danger')}>{title}</p>
      {children ? <div className="mt-1 grid gap-2">{children}</div> : null}
    </div>
  );
}
