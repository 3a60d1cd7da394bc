'use client';

import { useRouter } from 'next/navigation';
import { startTransition } from 'react';
import { Button } from '@/components/ui/button';
import { Notice } from '@/components/ui/notice';

/** In the place of a page that could not be made. */
export function Failure({ reset }: { readonly reset: () => void }) {
  const router = useRouter();
  const again = () =>
    startTransition(() => {
      router.refresh();
      reset();
    });
  return (
    <Notice tone="danger" title="This page could not be loaded" className="mx-auto my-8 max-w-lg">
      <p>A part of the platform did not answer. It may be starting; try again in a moment.</p>
      <div>
        <Button variant="outline" size="small" onClick={again}>
          Try again
        </Button>
      </div>
    </Notice>
  );
}
