import 'server-only';
import type { FileFormat } from '@/features/exports/file-formats';
import { sendFile } from '@/features/exports/send-file';
import { addDays, today } from '@/lib/calendar';
import { exportInput, resolveView } from './view';
import { loadExport, viewLink } from './view-params';

/** The costs of the view that the address says, in every currency that it has. */
export function exportCosts(request: Request, format: FileFormat): Promise<Response> {
  const { compare, currency, ...params } = loadExport(request);
  const view = resolveView(params, null, today());
  return sendFile(request, {
    of: 'costs',
    format,
    input: exportInput(view, compare),
    name: `costs-${view.from}-to-${addDays(view.to, -1)}`,
    page: viewLink(view, currency ?? undefined),
  });
}
