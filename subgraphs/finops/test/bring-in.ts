import { setTimeout as sleep } from 'node:timers/promises';
import type { Service } from './service';
import { admin } from './testbed';

/** Uploads and imports a bill over REST as an administrator; gives the id of the import once it is published. */
export async function bringIn(service: Service, content: string): Promise<string> {
  const send = async (path: string, body?: string, type = 'application/json') =>
    (await (
      await fetch(`${service.url}${path}`, {
        ...(body === undefined ? {} : { method: 'POST', body }),
        headers: { ...service.bearer(admin), ...(body && { 'content-type': type }) },
      })
    ).json()) as Record<'uploadId' | 'id' | 'status', string>;
  const { uploadId } = await send('/uploads?filename=b.csv', content, 'application/octet-stream');
  const { id } = await send('/imports', JSON.stringify({ uploadId }));
  for (;;) {
    const { status } = await send(`/imports/${id}`);
    if (status === 'FAILED') throw new Error('The bill was not imported.');
    if (status === 'PUBLISHED') return id;
    await sleep(25);
  }
}
