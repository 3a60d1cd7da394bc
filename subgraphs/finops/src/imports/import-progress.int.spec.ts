import { INTERNAL_TOKEN_HEADER, signInternalToken } from '@ai-finops/service-kit/internal-token';
import { SUBSCRIPTION_PATH } from '@ai-finops/service-kit/subscription-path';
import type { Viewer } from '@ai-finops/service-kit/viewer';
import { csvBill } from '../../test/bill';
import { type Service, startService } from '../../test/service';
import { admin, createTestbed, type Testbed, user } from '../../test/testbed';
import type { ImportView } from './import-view';

const BILL = csvBill({ BilledCost: '3' });

type Watching = AsyncIterableIterator<ImportView>;

const nextOf = async (watching: Watching): Promise<ImportView> => {
  const { done, value } = await watching.next();
  if (done) throw new Error('There is nothing more.');
  return value;
};

async function rest(watching: Watching): Promise<ImportView[]> {
  const states: ImportView[] = [];
  for await (const state of watching) states.push(state);
  return states;
}

describe('an import that is watched', () => {
  let bed: Testbed;
  beforeAll(async () => {
    bed = await createTestbed();
  });
  afterAll(() => bed.close());

  /** As a worker somewhere else writes it. */
  const note = (id: string, data: { status?: string; rows_read?: number; bytes_read?: number }) =>
    bed.prisma.billImport.update({ where: { id }, data, select: { id: true } });

  describe('while another replica works at it', () => {
    beforeAll(() => bed.stopWorker());
    afterAll(() => bed.startWorker());

    it('is told as it stands, each time that it is further, and as it ended', async () => {
      const { id } = await bed.begin(BILL, { source: 'elsewhere' });
      const watching = await bed.imports.watch(admin, id);
      expect(await nextOf(watching)).toMatchObject({ id, status: 'PENDING' });
      await note(id, { status: 'RUNNING' });
      expect(await nextOf(watching)).toMatchObject({ status: 'RUNNING' });
      await note(id, { rows_read: 7, bytes_read: 5 });
      expect((await nextOf(watching)).progress).toMatchObject({ rowsRead: 7, bytesRead: 5 });
      await note(id, { status: 'FAILED' });
      expect(await rest(watching)).toEqual([expect.objectContaining({ status: 'FAILED' })]);
    });

    it('is asked for once for all who watch, and not any more when they have left', async () => {
      const { id } = await bed.begin(BILL, { source: 'shared' });
      const looks = jest.spyOn(bed.importsStore, 'findStandings');
      const watchings = await Promise.all([1, 2, 3].map(() => bed.imports.watch(admin, id)));
      for (const watching of watchings) await nextOf(watching);
      const waiting = watchings.map(nextOf);
      await note(id, { status: 'RUNNING' });
      const states = await Promise.all(waiting);
      expect(states.map(({ status }) => status)).toEqual(['RUNNING', 'RUNNING', 'RUNNING']);
      expect(looks.mock.calls.every(([ids]) => ids.length === 1 && ids[0] === id)).toBe(true);
      const left = watchings.map((watching) => watching.next());
      for (const watching of watchings) await watching.return?.();
      expect(await Promise.all(left)).toEqual(left.map(() => ({ done: true, value: undefined })));
      const other = await bed.begin(csvBill({ BilledCost: '4' }), { source: 'other' });
      const watching = await bed.imports.watch(admin, other.id);
      await nextOf(watching);
      await note(other.id, { status: 'RUNNING' });
      looks.mockClear();
      await nextOf(watching);
      expect(looks.mock.calls.flatMap(([ids]) => ids)).not.toContain(id);
      await watching.return?.();
      looks.mockRestore();
    });

    it('is told to a slow watcher by its newest state', async () => {
      const { id } = await bed.begin(BILL, { source: 'slow' });
      const [slow, quick] = await Promise.all([1, 2].map(() => bed.imports.watch(admin, id)));
      if (!slow || !quick) throw new Error('There are two.');
      await nextOf(slow);
      await nextOf(quick);
      for (const rows_read of [1, 2, 3]) {
        await note(id, { status: 'RUNNING', rows_read });
        await nextOf(quick);
      }
      expect((await nextOf(slow)).progress.rowsRead).toBe(3);
      await note(id, { status: 'PUBLISHED' });
      await Promise.all([rest(slow), rest(quick)]);
    });

    it('is not told any more to a viewer who lost the right to it', async () => {
      const { id } = await bed.begin(BILL, { source: 'rights' });
      const grant = { user_id: user.id, granted_by: admin.id };
      await bed.prisma.costScope.create({ data: grant, select: { id: true } });
      const watching = await bed.imports.watch(user, id);
      await nextOf(watching);
      await bed.prisma.costScope.deleteMany({ where: { user_id: user.id } });
      await note(id, { status: 'RUNNING' });
      await expect(watching.next()).rejects.toMatchObject({ code: 'FORBIDDEN' });
      await watching.return?.();
    });

    it('is missed by those who watch when it is gone', async () => {
      const { id } = await bed.begin(BILL, { source: 'gone' });
      const watching = await bed.imports.watch(admin, id);
      await nextOf(watching);
      await bed.prisma.billImport.delete({ where: { id }, select: { id: true } });
      await expect(watching.next()).rejects.toMatchObject({ code: 'NOT_FOUND' });
    });
  });

  it('ends as the real worker ends it', async () => {
    const { id } = await bed.begin(BILL, { source: 'real' });
    const states = await rest(await bed.imports.watch(admin, id));
    expect(states.at(-1)).toMatchObject({ status: 'PUBLISHED', rowsLoaded: 1 });
    expect(states.at(-1)?.periods).toHaveLength(1);
    const again = await rest(await bed.imports.watch(admin, id));
    expect(again).toEqual([states.at(-1)]);
  });

  it.each([
    ['there is none', admin, 'cl00000000000000000000000'],
    ['the id is none', admin, "'; DROP"],
  ])('is refused where %s', async (_, viewer, id) => {
    await expect(bed.imports.watch(viewer, id)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  it('is as good as absent for a viewer who may not see every cost', async () => {
    const { id } = await bed.begin(BILL, { source: 'hidden' });
    await expect(bed.imports.watch(user, id)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await bed.finished(id);
  });
});

describe('importProgress over the service’s own door', () => {
  let service: Service;
  beforeAll(async () => {
    service = await startService();
    await service.ready();
  });
  afterAll(() => service.stop());

  const QUERY =
    'subscription ($id: ID!) { importProgress(id: $id) { id status importedBy { id } } }';
  const subscribe = (viewer: Viewer | null, id: string, query = QUERY, token?: string) =>
    fetch(`${service.url}${SUBSCRIPTION_PATH}`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        [INTERNAL_TOKEN_HEADER]:
          token ??
          signInternalToken('x'.repeat(32), 'finops', {
            viewer,
            client: { ip: null, userAgent: null },
            requestId: 'test',
          }),
      },
      body: JSON.stringify({ query, variables: { id } }),
    });
  const told = async (response: Response) =>
    [...(await response.text()).matchAll(/^event: next\ndata: (.*)$/gm)].map(([, data = '']) =>
      JSON.parse(data),
    );

  it('tells an import to its end', async () => {
    const upload = await fetch(`${service.url}/uploads?filename=bill.csv`, {
      method: 'POST',
      headers: { 'content-type': 'application/octet-stream', ...service.bearer(admin) },
      body: BILL,
    });
    const { uploadId } = (await upload.json()) as { uploadId: string };
    const asked = await service.ask(
      admin,
      'mutation ($uploadId: ID!) { importBill(input: { uploadId: $uploadId }) { id } }',
      { uploadId },
    );
    const { id } = (asked.data?.importBill as { id: string } | undefined) ?? { id: '' };
    const response = await subscribe(admin, id);
    expect(response.headers.get('content-type')).toBe('text/event-stream; charset=utf-8');
    const states = await told(response);
    expect(states.at(-1)).toEqual({
      data: { importProgress: { id, status: 'PUBLISHED', importedBy: { id: 'admin' } } },
    });
  });

  it.each([
    ['an import that is not there', admin, 'NOT_FOUND'],
    ['who is not signed in', null, 'UNAUTHENTICATED'],
    ['a key without the scope', { ...admin, scopes: [] }, 'INSUFFICIENT_SCOPE'],
  ] as const)('refuses %s by an event', async (_, viewer, code) => {
    const [only, ...more] = await told(await subscribe(viewer, 'cl00000000000000000000000'));
    expect([only.errors[0].extensions.code, more]).toEqual([code, []]);
  });

  it.each([
    ['is not valid', 'subscription { nothing }', 'GRAPHQL_VALIDATION_FAILED'],
    ['cannot be read', 'subscription {', 'GRAPHQL_PARSE_FAILED'],
  ])('refuses a document that %s', async (_, query, code) => {
    const [only] = await told(await subscribe(admin, 'x', query));
    expect(only.errors[0].extensions.code).toBe(code);
  });

  it('opens to nobody but the gateway', async () => {
    const response = await subscribe(admin, 'x', QUERY, 'forged');
    expect(response.status).toBe(401);
    expect(await response.json()).toMatchObject({
      errors: [{ extensions: { code: 'UNAUTHENTICATED' } }],
    });
  });
});
