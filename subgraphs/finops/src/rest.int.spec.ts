import { createHash } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { request } from 'node:http';
import { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { encodeCursor } from '@ai-finops/service-kit/connection';
import { csvBill } from '../test/bill';
import { type Service, startService } from '../test/service';
import { admin, user } from '../test/testbed';
import type { ImportView } from './imports/import-view';

describe('the finops service', () => {
  let service: Service;

  beforeAll(async () => {
    service = await startService();
    await service.ready();
  });

  afterAll(() => service.stop());

  const send = (path: string, init: RequestInit = {}, viewer = admin) =>
    fetch(`${service.url}${path}`, {
      ...init,
      headers: { ...service.bearer(viewer), ...(init.headers as Record<string, string>) },
    });

  const upload = (body: string, name = 'bill.csv', type = 'application/octet-stream') =>
    send(`/uploads?filename=${encodeURIComponent(name)}`, {
      method: 'POST',
      body,
      headers: { 'content-type': type },
    });

  const postImport = (body: unknown, viewer = admin) =>
    send(
      '/imports',
      {
        method: 'POST',
        body: JSON.stringify(body),
        headers: { 'content-type': 'application/json' },
      },
      viewer,
    );

  async function bringIn(content: string, name: string): Promise<ImportView> {
    const { uploadId } = (await (await upload(content, name)).json()) as { uploadId: string };
    const { id } = (await (await postImport({ uploadId })).json()) as ImportView;
    for (;;) {
      const found = (await (await send(`/imports/${id}`)).json()) as ImportView;
      if (found.status === 'PUBLISHED' || found.status === 'FAILED') return found;
      await sleep(25);
    }
  }

  it('is healthy and ready', async () => {
    const alive = await fetch(`${service.url}/health`);
    expect([alive.status, await alive.json()]).toEqual([200, { status: 'ok', service: 'finops' }]);
    const ready = await fetch(`${service.url}/health/ready`);
    expect([ready.status, await ready.json()]).toEqual([
      200,
      { status: 'ready', checks: { database: true, analyticalStore: true, sessions: true } },
    ]);
  });

  it('takes an upload and says its size and hash', async () => {
    const content = csvBill({});
    const response = await upload(content, '../../etc/pass\u0007wd.csv', 'text/csv');
    expect(response.status).toBe(201);
    expect(await response.json()).toEqual({
      uploadId: expect.stringMatching(/^\w{32}$/),
      fileName: 'passwd.csv',
      sizeBytes: Buffer.byteLength(content),
      receivedBytes: Buffer.byteLength(content),
      sha256: createHash('sha256').update(content).digest('hex'),
    });
  });

  it('imports over REST, and shows the same import over GraphQL', async () => {
    const found = await bringIn(csvBill({ BilledCost: '12.5' }), 'rest.csv');
    expect(found).toMatchObject({
      source: 'uploads',
      fileName: 'rest.csv',
      status: 'PUBLISHED',
      importedBy: { id: 'admin' },
      periods: [{ start: '2026-05-01', billedCost: [{ amount: '12.5', currency: 'USD' }] }],
    });
    const { data, errors } = await service.ask(
      admin,
      `query ($id: ID!) {
        import(id: $id) { id status rowsLoaded importedBy { id } periods { start end live billedCost { amount currency } } error { code } }
        imports(first: 5) { totalCount nodes { id } edges { cursor } pageInfo { hasNextPage } }
        billingPeriods { fileName charges }
        _entities(representations: [{ __typename: "Import", id: $id }]) { ... on Import { fileName } }
      }`,
      { id: found.id },
    );
    expect(errors).toBeUndefined();
    expect(data).toMatchObject({
      import: {
        id: found.id,
        status: 'PUBLISHED',
        rowsLoaded: 1,
        periods: found.periods.map(({ start, end }) => ({ start, end })),
      },
      imports: { totalCount: 1, nodes: [{ id: found.id }] },
      billingPeriods: [{ fileName: 'rest.csv', charges: 1 }],
      _entities: [{ fileName: 'rest.csv' }],
    });
    const list = (await (await send('/imports?first=1')).json()) as { nodes: ImportView[] };
    expect(list).toMatchObject({ nodes: [{ id: found.id }], totalCount: 1 });
  });

  it('imports by the mutation, and answers what costs are', async () => {
    const { uploadId } = (await (
      await upload(csvBill({ BilledCost: '3', ServiceName: 'Graph' }), 'g.csv')
    ).json()) as { uploadId: string };
    const { data } = await service.ask(
      admin,
      'mutation ($id: ID!) { importBill(input: { uploadId: $id, source: "graph" }) { id status source } }',
      { id: uploadId },
    );
    const started = data?.importBill as { id: string };
    expect(started).toMatchObject({ source: 'graph' });
    while (
      ((await (await send(`/imports/${started.id}`)).json()) as ImportView).status !== 'PUBLISHED'
    )
      await sleep(25);
    const answer = await service.ask(
      admin,
      `{ costs(input: { metric: BILLED_COST, period: { from: "2026-05-01", to: "2026-06-01" },
           filter: [{ dimension: SERVICE_NAME, values: ["Graph"] }] }) { totals { amount currency } } }`,
    );
    expect(answer).toEqual({ data: { costs: { totals: [{ amount: '3', currency: 'USD' }] } } });
  });

  it('takes an upload without content, which the import then refuses', async () => {
    const found = await bringIn('', 'empty.csv');
    expect(found).toMatchObject({ status: 'FAILED', error: { code: 'FILE_EMPTY' } });
  });

  it.each([
    ['no token', {}, 401],
    ['another scheme', { authorization: 'Basic YTpi' }, 401],
    ['a forged token', { authorization: 'Bearer a.b.c' }, 401],
  ])('refuses %s', async (_name, headers, status) => {
    for (const path of ['/imports', '/imports/x']) {
      const response = await fetch(`${service.url}${path}`, {
        headers: headers as Record<string, string>,
      });
      expect(response.status).toBe(status);
      expect(response.headers.get('content-type')).toContain('application/problem+json');
      expect(await response.json()).toMatchObject({ code: 'UNAUTHENTICATED' });
    }
  });

  it('refuses uploads without a token before it reads them', async () => {
    const response = await fetch(`${service.url}/uploads`, {
      method: 'POST',
      body: 'x'.repeat(1_000_000),
      headers: { 'content-type': 'application/octet-stream' },
    });
    expect(response.status).toBe(401);
  });

  it('refuses the token of a session that ended', async () => {
    const viewer = { ...admin, sessionId: 'over' };
    expect((await send('/imports', {}, viewer)).status).toBe(200);
    service.ended.push('over');
    for (let n = 0; n < 100 && (await send('/imports', {}, viewer)).status === 200; n++)
      await sleep(50);
    expect((await send('/imports', {}, viewer)).status).toBe(401);
  });

  it('refuses users without rights', async () => {
    const response = await send(
      '/uploads',
      { method: 'POST', body: 'x', headers: { 'content-type': 'text/csv' } },
      user,
    );
    expect([response.status, await response.json()]).toEqual([
      403,
      expect.objectContaining({ code: 'FORBIDDEN' }),
    ]);
    expect((await postImport({ uploadId: 'x' }, user)).status).toBe(403);
    expect((await send('/imports', {}, user)).status).toBe(200);
    const { errors } = await service.ask(
      user,
      'mutation { importBill(input: { uploadId: "x" }) { id } }',
    );
    expect(errors?.[0]?.extensions.code).toBe('FORBIDDEN');
  });

  it('refuses anonymous questions over GraphQL, and requests without the internal token', async () => {
    const { errors } = await service.ask(null, '{ billingPeriods { start } }');
    expect(errors?.[0]?.extensions.code).toBe('UNAUTHENTICATED');
    const direct = await fetch(`${service.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...service.bearer(admin) },
      body: '{"query":"{ billingPeriods { start } }"}',
    });
    expect(JSON.stringify(await direct.json())).toContain('UNAUTHENTICATED');
  });

  it('refuses what it cannot use, each with its code', async () => {
    const cases: [Promise<Response>, number, string][] = [
      [postImport({}), 422, 'VALIDATION_FAILED'],
      [postImport({ uploadId: 'absent' }), 404, 'NOT_FOUND'],
      [postImport({ uploadId: 'x', source: ' ' }), 422, 'VALIDATION_FAILED'],
      [
        send('/imports', {
          method: 'POST',
          body: '{"a',
          headers: { 'content-type': 'application/json' },
        }),
        400,
        'BAD_REQUEST',
      ],
      [send('/imports/absent'), 404, 'NOT_FOUND'],
      [send('/imports?first=0'), 422, 'VALIDATION_FAILED'],
      [send('/imports?after=x'), 422, 'VALIDATION_FAILED'],
      [send(`/imports?after=${encodeCursor(['x', 'y'])}`), 422, 'VALIDATION_FAILED'],
      [send('/imports/%00'), 404, 'NOT_FOUND'],
      [send('/imports/%zz'), 400, 'BAD_REQUEST'],
      [postImport({ uploadId: 'a\0' }), 404, 'NOT_FOUND'],
      [postImport({ uploadId: 'x', source: 'a\0' }), 422, 'VALIDATION_FAILED'],
      [postImport({ uploadId: 'x', source: 'a\ud800' }), 422, 'VALIDATION_FAILED'],
      [upload('{}', 'x', 'application/json'), 415, 'UNSUPPORTED_MEDIA_TYPE'],
      [upload('x', 'x', 'image/png'), 415, 'UNSUPPORTED_MEDIA_TYPE'],
    ];
    for (const [answer, status, code] of cases) {
      const response = await answer;
      expect([response.status, ((await response.json()) as { code: string }).code]).toEqual([
        status,
        code,
      ]);
    }
  });

  it('leaves nothing behind when an upload breaks off', async () => {
    const before = readdirSync(service.uploadDirectory);
    await new Promise<void>((resolve) => {
      const client = request(`${service.url}/uploads`, {
        method: 'POST',
        headers: {
          ...service.bearer(admin),
          'content-type': 'text/csv',
          'content-length': '100000000',
        },
      });
      client.on('error', () => resolve());
      client.write('x'.repeat(1_000_000));
      setTimeout(() => client.destroy(new Error('gone')), 200);
    });
    for (let n = 0; n < 100 && readdirSync(service.uploadDirectory).length > before.length; n++)
      await sleep(20);
    expect(readdirSync(service.uploadDirectory).sort()).toEqual(before.sort());
  });

  it('streams a large upload without keeping it in memory', async () => {
    const chunk = Buffer.alloc(1024 * 1024, 'x');
    const before = process.memoryUsage().rss;
    let peak = 0;
    const body = Readable.from(
      (function* () {
        for (let n = 0; n < 300; n++) {
          peak = Math.max(peak, process.memoryUsage().rss);
          yield chunk;
        }
      })(),
    );
    const response = await send('/uploads', {
      method: 'POST',
      body,
      headers: { 'content-type': 'application/octet-stream' },
      duplex: 'half',
    } as unknown as RequestInit);
    expect(await response.json()).toMatchObject({ sizeBytes: 300 * chunk.length });
    expect(peak - before).toBeLessThan(200 * 1024 * 1024);
  });
});
