'use client';

import { type ComponentProps, type ReactNode, useEffect, useId, useRef, useState } from 'react';
import { Button } from './button';

interface DialogProps {
  /** What the button that opens it says. */
  readonly label: ReactNode;
  readonly variant?: ComponentProps<typeof Button>['variant'];
  readonly title: string;
  /** Made anew each time that it opens. */
  readonly children: (close: () => void) => ReactNode;
}

/** A button and the browser's own modal dialog: it keeps the focus, closes by Esc, and gives the focus back. */
export function Dialog({ label, variant = 'outline', title, children }: DialogProps) {
  const ref = useRef<HTMLDialogElement>(null);
  const titleId = useId();
  const [open, setOpen] = useState(false);
  useEffect(() => {
    if (open) ref.current?.showModal();
  }, [open]);
  /** One that has just closed is still there until its event has come: whoever is that quick opens it again. */
  const show = () => {
    setOpen(true);
    if (ref.current?.open === false) ref.current.showModal();
  };
  return (
    <>
      <Button variant={variant} size="small" aria-haspopup="dialog" onClick={show}>
        {label}
      </Button>
      {open ? (
        <dialog
          ref={ref}
          aria-labelledby={titleId}
          onClose={({ currentTarget }) => setOpen(currentTarget.open)}
          className="m-auto w-[calc(100%-2rem)] max-w-md rounded-lg border border-border bg-card p-5 text-foreground backdrop:bg-black/50"
        >
          <h2 id={titleId} className="wrap-anywhere mb-3 font-semibold text-base">
            {title}
          </h2>
          {children(() => ref.current?.close())}
        </dialog>
      ) : null}
    </>
  );
}
