import type { ReactNode } from 'react';

/** Reads out what appears in it. It is there from the start, or nothing would; empty, it takes no room. */
export function Live({ children }: { readonly children: ReactNode }) {
  return (
    <div role="status" className="empty:absolute">
      {children}
    </div>
  );
}
