import { setTimeout as sleep } from 'node:timers/promises';
import type { Viewer } from '@ai-finops/service-kit/viewer';
import { type Service, startService } from '../../finops/test/service';

export const admin: Viewer = { id: 'admin', role: 'ADMIN', sessionId: 'session' };

/** The real finops service with one bill imported. */
export async function startFinopsWith(bill: string): Promise<Service> {
  const finops = await startService();
  await finops.ready();
  const headers = { 'content-type': 'application/octet-stream', ...finops.bearer(admin) };
  const upload = { method: 'POST', body: bill, headers };
  const response = await fetch(`${finops.url}/uploads?filename=ledger.csv`, upload);
  const { uploadId } = (await response.json()) as { uploadId: string };
  const started = await finops.ask(
    admin,
    'mutation ($input: ImportBillInput!) { importBill(input: $input) { id } }',
    { input: { uploadId } },
  );
  const importing = started.data?.importBill as { id: string } | undefined;
  if (!importing) throw new Error(JSON.stringify(started.errors));
  const { id } = importing;
  for (;;) {
    const { data } = await finops.ask(
      admin,
      'query ($id: ID!) { import(id: $id) { status rowsRefused error { message } } }',
      { id },
    );
    const found = data?.import as { status: string; rowsRefused: number };
    if (found.status === 'PUBLISHED' && found.rowsRefused === 0) return finops;
    if (found.status === 'FAILED' || found.rowsRefused > 0) throw new Error(JSON.stringify(found));
    await sleep(25);
  }
}
