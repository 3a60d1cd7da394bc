'use client';

import {
  createContext,
  type ReactNode,
  type TransitionStartFunction,
  useContext,
  useTransition,
} from 'react';
import { cn } from '@/lib/class-names';

const Pending = createContext<TransitionStartFunction>((action) => void action());

/** Starts a change of the view; what it concerns fades until the server's answer is there. */
export const useViewTransition = (): TransitionStartFunction => useContext(Pending);

interface PendingScopeProps {
  readonly controls: ReactNode;
  readonly children: ReactNode;
}

export function PendingScope({ controls, children }: PendingScopeProps) {
  const [pending, startTransition] = useTransition();
  return (
    <Pending value={startTransition}>
      <div className="grid gap-4">
        {controls}
        <div
          aria-busy={pending}
          className={cn(
            'grid min-w-0 gap-4 motion-safe:transition-opacity',
            pending && 'opacity-50',
          )}
        >
          {children}
        </div>
      </div>
    </Pending>
  );
}
