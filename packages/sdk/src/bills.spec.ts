import { uploadInParts } from './bills';
import type { Client } from './client';
import { ProblemError, TransportError } from './errors';

/** A store of one upload in parts, which fails as it is told to. */
function store(
  fail: (part: number) => Error | undefined,
  kept?: { received: string; size: number },
) {
  let received = kept?.received ?? '';
  let size = kept?.size ?? 0;
  let parts = 0;
  const calls: string[] = [];
  const client = {
    async rest(path: string, init: RequestInit = {}) {
      const { method = 'GET', body } = init;
      const headers = new Headers(init.headers);
      calls.push(`${method} ${path.split('?')[0]}`);
      if (method === 'POST') {
        size = Number(headers.get('upload-length'));
        received = '';
      } else if (path !== '/uploads/u1') {
        throw new ProblemError('NOT_FOUND', 'No such upload.', 404);
      }
      if (method === 'PATCH') {
        const content = await (body as Blob).text();
        expect(Number(headers.get('upload-offset'))).toBe(received.length);
        const failure = fail(++parts);
        received += failure ? content.slice(0, content.length / 2) : content;
        if (failure) throw failure;
      }
      return {
        uploadId: 'u1',
        fileName: 'bill.csv',
        sizeBytes: size,
        receivedBytes: received.length,
      };
    },
  } as unknown as Client;
  return { client, calls, received: () => received };
}

describe('an upload in parts', () => {
  const content = new Blob(['0123456789']);

  it('goes on where a part broke off', async () => {
    const broken = new TransportError('UNREACHABLE', 'Gone.');
    const { client, received } = store((part) => (part === 1 ? broken : undefined));
    const seen: number[] = [];
    await uploadInParts(client, 'bill.csv', content, { onProgress: (bytes) => seen.push(bytes) });
    expect(received()).toBe('0123456789');
    expect(seen).toEqual([5, 10]);
  });

  it('gives a refusal that no other try mends', async () => {
    const { client, calls } = store(() => new ProblemError('FORBIDDEN', 'No.', 403));
    await expect(uploadInParts(client, 'bill.csv', content)).rejects.toMatchObject({
      code: 'FORBIDDEN',
    });
    expect(calls).toEqual(['POST /uploads', 'PATCH /uploads/u1']);
  });

  it('says its id, and goes on with it in another run', async () => {
    const ids: string[] = [];
    const first = store(() => new ProblemError('FORBIDDEN', 'No.', 403));
    const begun = uploadInParts(first.client, 'bill.csv', content, {
      onBegin: (id) => void ids.push(id),
    });
    await expect(begun).rejects.toThrow();
    expect(ids).toEqual(['u1']);
    const second = store(() => undefined, { received: '0123', size: 10 });
    await uploadInParts(second.client, 'bill.csv', content, { resume: 'u1' });
    expect(second.received()).toBe('0123456789');
    expect(second.calls).not.toContain('POST /uploads');
  });

  it.each([
    ['is no longer there', 'u0', 10],
    ['is of another size', 'u1', 12],
  ])('begins anew when the upload to go on with %s', async (_, resume, size) => {
    const { client, calls, received } = store(() => undefined, { received: '0123', size });
    await uploadInParts(client, 'bill.csv', content, { resume });
    expect(received()).toBe('0123456789');
    expect(calls).toContain('POST /uploads');
  });
});
