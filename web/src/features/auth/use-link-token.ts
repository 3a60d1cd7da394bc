'use client';

import { useEffect, useState } from 'react';

/**
 * Keeps the token of a mailed link while the page is open, and takes it out of the address: so it stays
 * in no history, and on no screen that is shared.
 */
export function useLinkToken(token: string): string {
  const [kept] = useState(token);
  useEffect(() => {
    if (location.search !== '') history.replaceState(history.state, '', location.pathname);
  }, []);
  return kept;
}
