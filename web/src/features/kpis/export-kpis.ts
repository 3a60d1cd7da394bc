import 'server-only';
import type { FileFormat } from '@/features/exports/file-formats';
import { sendFile } from '@/features/exports/send-file';
import { addDays, today } from '@/lib/calendar';
import { kpiLink, loadKpis } from './kpi-params';
import { kpisInput, resolveKpiView } from './kpi-view';

/** The KPIs of the view that the address says, in every currency that it has. */
export function exportKpis(request: Request, format: FileFormat): Promise<Response> {
  const view = resolveKpiView(loadKpis(request), null, today());
  return sendFile(request, {
    of: 'kpis',
    format,
    input: kpisInput(view),
    name: `kpis-${view.from}-to-${addDays(view.to, -1)}`,
    page: kpiLink(view),
  });
}
