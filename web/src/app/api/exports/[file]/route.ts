import type { NextRequest } from 'next/server';
import { exportCosts } from '@/features/costs/export-costs';
import { fileKind } from '@/features/exports/file-formats';
import { exportKpis } from '@/features/kpis/export-kpis';

interface Context {
  readonly params: Promise<{ readonly file: string }>;
}

/** What a page shows, as a file: its address is that of the page behind another path. */
export async function GET(request: NextRequest, { params }: Context): Promise<Response> {
  const kind = fileKind((await params).file);
  if (kind?.of === 'costs') return exportCosts(request, kind.format);
  if (kind?.of === 'kpis') return exportKpis(request, kind.format);
  return new Response('There is no such file.', { status: 404 });
}
