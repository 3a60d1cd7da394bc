import { Label } from 'radix-ui';
import { type ComponentProps, useId } from 'react';
import { cn } from '@/lib/class-names';

const control =
  'w-full rounded-md border border-input bg-card px-3 text-foreground placeholder:text-muted-foreground aria-invalid:border-danger';

interface FieldProps extends ComponentProps<'input'> {
  readonly label: string;
  readonly hint?: string | undefined;
  readonly error?: string | undefined;
}

/** A labelled input; its hint and its error are read out with it. */
export function Field({ label, hint, error, className, id, ...props }: FieldProps) {
  const ownId = useId();
  const inputId = id ?? ownId;
  const noteId = `${inputId}-note`;
  const note = error ?? hint;
  return (
    <div className="grid gap-1.5">
      <Label.Root htmlFor={inputId} className="font-medium text-sm">
        {label}
      </Label.Root>
      <input
        id={inputId}
        aria-invalid={error ? true : undefined}
        aria-describedby={note ? noteId : undefined}
        className={cn(control, 'h-10', className)}
        {...props}
      />
      {note ? (
        <p
          id={noteId}
          className={cn('text-sm', error ? 'text-danger' : 'text-muted-foreground')}
          role={error ? 'alert' : undefined}
        >
          {note}
        </p>
      ) : null}
    </div>
  );
}

/** A small input beside selects, to narrow what is shown. */
export function FilterField({
  label,
  className,
  ...props
}: ComponentProps<'input'> & { label: string }) {
  const id = useId();
  return (
    <div className="grid min-w-0 gap-1">
      <Label.Root htmlFor={id} className="text-muted-foreground text-xs">
        {label}
      </Label.Root>
      <input id={id} className={cn(control, 'h-9 px-2 text-sm', className)} {...props} />
    </div>
  );
}

interface SelectProps extends ComponentProps<'select'> {
  readonly label: string;
}

/** The browser's own select: works by keyboard, by touch and with every reader. */
export function Select({ label, className, ...props }: SelectProps) {
  const id = useId();
  return (
    <div className="grid gap-1">
      <Label.Root htmlFor={id} className="text-muted-foreground text-xs">
        {label}
      </Label.Root>
      <select id={id} className={cn(control, 'h-9 px-2 text-sm', className)} {...props} />
    </div>
  );
}
