'use client';

import { Failure } from '@/features/shell/failure';

export default function PageError({ reset }: { readonly reset: () => void }) {
  return <Failure reset={reset} />;
}
