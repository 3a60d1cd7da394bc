import { createHash, randomBytes } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { csvBill } from '../../test/bill';
import { type Service, startService } from '../../test/service';
import { admin, user } from '../../test/testbed';

const base64 = (text: string) => Buffer.from(text).toString('base64');
const sha256 = (content: Buffer) => createHash('sha256').update(content).digest('hex');

describe('an upload in parts', () => {
  let service: Service;

  beforeAll(async () => {
    service = await startService();
    await service.ready();
  });

  afterAll(() => service.stop());

  const send = (path: string, method: string, headers: Record<string, string>, body?: Buffer) =>
    fetch(`${service.url}${path}`, {
      method,
      headers: { ...service.bearer(admin), 'tus-resumable': '1.0.0', ...headers },
      ...(body ? { body: new Uint8Array(body) } : {}),
    });

  async function begin(content: Buffer, metadata: Record<string, string> = {}): Promise<string> {
    const pairs = Object.entries(metadata).map(([key, value]) => `${key} ${base64(value)}`);
    const response = await send('/uploads', 'POST', {
      'upload-length': String(content.length),
      'upload-metadata': pairs.join(','),
    });
    expect(response.status).toBe(201);
    return response.headers.get('location') ?? '';
  }

  const append = (path: string, offset: number, part: Buffer, headers = {}) =>
    send(
      path,
      'PATCH',
      {
        'content-type': 'application/offset+octet-stream',
        'upload-offset': String(offset),
        ...headers,
      },
      part,
    );

  const offsetOf = async (path: string) =>
    Number((await send(path, 'HEAD', {})).headers.get('upload-offset'));

  const codeOf = async (response: Response) => [
    response.status,
    ((await response.json()) as { code: string }).code,
  ];

  /** Sends the beginning of a part and breaks the connection. */
  async function breakOff(path: string, offset: number, part: Buffer, length: number) {
    const { hostname, port } = new URL(service.url);
    const broken = request({
      hostname,
      port,
      path,
      method: 'PATCH',
      headers: {
        ...service.bearer(admin),
        'tus-resumable': '1.0.0',
        'content-type': 'application/offset+octet-stream',
        'upload-offset': String(offset),
        'content-length': String(length),
      },
    });
    broken.on('error', () => undefined);
    broken.write(part);
    await sleep(200);
    broken.destroy();
    for (let n = 0; n < 200 && (await offsetOf(path)) < offset + part.length; n++) await sleep(25);
    // The broken part lets go of the upload a moment later.
    await sleep(100);
  }

  it('arrives part by part, is checked at its end, and can be imported', async () => {
    const content = Buffer.from(csvBill({ BilledCost: '4' }, { BilledCost: '5' }));
    const metadata = { filename: 'parts.csv', folder: 'a/../b', sha256: sha256(content) };
    const path = await begin(content, metadata);
    expect(path).toMatch(/^\/uploads\/\w{32}$/);
    const first = await append(path, 0, content.subarray(0, 100));
    expect([first.status, first.headers.get('upload-offset')]).toEqual([204, '100']);
    const head = await send(path, 'HEAD', {});
    expect([
      head.status,
      head.headers.get('upload-offset'),
      head.headers.get('upload-length'),
      head.headers.get('tus-resumable'),
      head.headers.get('cache-control'),
    ]).toEqual([200, '100', String(content.length), '1.0.0', 'no-store']);
    const early = await send(
      '/imports',
      'POST',
      { 'content-type': 'application/json' },
      Buffer.from(JSON.stringify({ uploadId: path.split('/').at(-1) })),
    );
    expect(await codeOf(early)).toEqual([409, 'CONFLICT']);
    const last = await append(path, 100, content.subarray(100));
    expect([last.status, last.headers.get('upload-offset')]).toEqual([204, String(content.length)]);
    const uploadId = path.split('/').at(-1) ?? '';
    expect(await (await send(path, 'GET', {})).json()).toEqual({
      uploadId,
      fileName: 'a/b/parts.csv',
      sizeBytes: content.length,
      receivedBytes: content.length,
      sha256: sha256(content),
    });
    const started = await send(
      '/imports',
      'POST',
      { 'content-type': 'application/json' },
      Buffer.from(JSON.stringify({ uploadId })),
    );
    expect(started.status).toBe(202);
  });

  it('goes on where a broken connection left it', async () => {
    const content = randomBytes(300_000);
    const path = await begin(content, { sha256: sha256(content) });
    await breakOff(path, 0, content.subarray(0, 120_000), content.length);
    const offset = await offsetOf(path);
    expect(offset).toBe(120_000);
    expect((await append(path, offset, content.subarray(offset))).status).toBe(204);
    const stored = join(service.uploadDirectory, path.split('/').at(-1) ?? '');
    expect(readFileSync(stored).equals(content)).toBe(true);
  });

  it('may be empty', async () => {
    const path = await begin(Buffer.alloc(0));
    expect(await (await send(path, 'GET', {})).json()).toMatchObject({
      receivedBytes: 0,
      sha256: sha256(Buffer.alloc(0)),
    });
  });

  it('is made whole once, however many send its last part and ask for it', async () => {
    const content = randomBytes(2_000_000);
    const path = await begin(content, { sha256: sha256(content) });
    await append(path, 0, content.subarray(0, 1_000_000));
    const last = await Promise.all([
      ...Array.from({ length: 6 }, () => append(path, 1_000_000, content.subarray(1_000_000))),
      ...Array.from({ length: 6 }, () => send(path, 'GET', {})),
    ]);
    const statuses = last.map(({ status }) => status);
    expect(statuses.slice(0, 6).filter((status) => status === 204)).toHaveLength(1);
    expect(statuses.slice(0, 6).filter((status) => status === 409)).toHaveLength(5);
    expect(statuses.slice(6)).toEqual(Array(6).fill(200));
    const stored = join(service.uploadDirectory, path.split('/').at(-1) ?? '');
    expect(readFileSync(stored).equals(content)).toBe(true);
  });

  it('is seen whole by everybody who asks while it is checked', async () => {
    const content = Buffer.alloc(0);
    const path = await begin(content);
    const seen = await Promise.all(
      Array.from({ length: 12 }, async () => (await send(path, 'GET', {})).json()),
    );
    expect(seen).toEqual(Array(12).fill(expect.objectContaining({ sha256: sha256(content) })));
  });

  it('that is not what was announced is thrown away', async () => {
    const content = randomBytes(1000);
    const path = await begin(content, { sha256: 'a'.repeat(64) });
    expect(await codeOf(await append(path, 0, content))).toEqual([422, 'UPLOAD_DIFFERS']);
    expect((await send(path, 'HEAD', {})).status).toBe(404);
    expect(existsSync(join(service.uploadDirectory, path.split('/').at(-1) ?? ''))).toBe(false);
  });

  it('refuses a part at another place, and one beyond the end', async () => {
    const path = await begin(Buffer.alloc(100));
    const misplaced = await append(path, 50, Buffer.alloc(10));
    expect(await codeOf(misplaced)).toEqual([409, 'CONFLICT']);
    const beyond = await append(path, 0, Buffer.alloc(101));
    expect(await codeOf(beyond)).toEqual([413, 'PAYLOAD_TOO_LARGE']);
  });

  it('that is refused early leaves its connection of use', async () => {
    const path = await begin(Buffer.alloc(100));
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    const statusOf = (method: string, headers: Record<string, string>, body?: Buffer) =>
      new Promise<number | undefined>((resolve, reject) => {
        const sent = request(`${service.url}${path}`, {
          agent,
          method,
          headers: { ...service.bearer(admin), 'tus-resumable': '1.0.0', ...headers },
        });
        sent.on('response', (answer) =>
          answer.resume().on('end', () => resolve(answer.statusCode)),
        );
        sent.on('error', reject);
        sent.end(body);
      });
    try {
      const headers = {
        'content-type': 'application/offset+octet-stream',
        'upload-offset': '0',
        'content-length': '8000000',
      };
      expect(await statusOf('PATCH', headers, Buffer.alloc(8_000_000))).toBe(413);
      expect(await statusOf('GET', {})).toBe(200);
    } finally {
      agent.destroy();
    }
  });

  it.each<[string, Record<string, string>, number, string]>([
    ['another version', { 'tus-resumable': '0.2.2' }, 412, 'UPLOAD_PROTOCOL'],
    ['another media type', { 'content-type': 'text/csv' }, 415, 'UNSUPPORTED_MEDIA_TYPE'],
    ['no place', { 'upload-offset': 'x' }, 400, 'BAD_REQUEST'],
  ])('refuses a part with %s', async (_what, headers, status, code) => {
    const path = await begin(Buffer.alloc(10));
    expect(await codeOf(await append(path, 0, Buffer.alloc(10), headers))).toEqual([status, code]);
  });

  it.each([
    [{ 'upload-length': '-1' }, 400, 'BAD_REQUEST'],
    [{ 'upload-length': '10', 'upload-metadata': 'a b c' }, 400, 'BAD_REQUEST'],
    [
      { 'upload-length': '10', 'upload-metadata': `sha256 ${base64('short')}` },
      422,
      'VALIDATION_FAILED',
    ],
  ])('is not begun with %j', async (headers, status, code) => {
    expect(await codeOf(await send('/uploads', 'POST', headers as Record<string, string>))).toEqual(
      [status, code],
    );
  });

  it('is given up by whoever began it, and seen by nobody else', async () => {
    const path = await begin(Buffer.alloc(10));
    const other = service.bearer(user);
    expect((await send(path, 'HEAD', other)).status).toBe(403);
    expect((await send(path, 'DELETE', other)).status).toBe(403);
    expect((await fetch(`${service.url}${path}`, { method: 'DELETE' })).status).toBe(401);
    expect((await send(path, 'DELETE', {})).status).toBe(204);
    expect((await send(path, 'HEAD', {})).status).toBe(404);
  });
});
