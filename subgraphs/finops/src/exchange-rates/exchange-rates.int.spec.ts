import type { Viewer } from '@ai-finops/service-kit/viewer';
import { type Service, startService } from '../../test/service';
import { admin, user } from '../../test/testbed';
import { MOST_BYTES } from './rates-text';

const ECB = `Date,USD,JPY,CYP,
2026-05-04,1.25,150.5,N/A,
2026-05-01,1.2,150,N/A,
`;
const ADD = `mutation ($input: AddExchangeRatesInput!) { addExchangeRates(input: $input) {
  source base firstDate lastDate added changed unchanged } }`;
const SOURCES = '{ exchangeRateSources { name base currencies firstDate lastDate rates } }';
const RATES = `query ($source: String! = "ECB", $currency: String, $period: PeriodInput, $first: Int! = 20, $after: String) {
  exchangeRates(source: $source, currency: $currency, period: $period, first: $first, after: $after) {
    nodes { date from to rate source } totalCount pageInfo { hasNextPage endCursor } } }`;
const RATE = `query ($from: String!, $to: String!, $date: Date!, $rates: RatesInput) {
  exchangeRate(from: $from, to: $to, date: $date, rates: $rates) { date rateDate rate } }`;
const DELETE = 'mutation ($source: String!) { deleteExchangeRates(source: $source) }';

const machine = (...scopes: Viewer['scopes'] & object): Viewer => ({ ...admin, scopes });

describe('exchange rates', () => {
  let service: Service;

  beforeAll(async () => {
    service = await startService();
    await service.ready();
  });
  afterAll(() => service.stop());

  async function importFile(body: string | Buffer, query = '', viewer: Viewer | null = admin) {
    const response = await fetch(`${service.url}/exchange-rates${query}`, {
      method: 'POST',
      headers: { 'content-type': 'text/csv', ...(viewer && service.bearer(viewer)) },
      body: typeof body === 'string' ? body : new Uint8Array(body),
    });
    return { status: response.status, ...((await response.json()) as Record<string, unknown>) };
  }

  async function ask(query: string, variables = {}, viewer: Viewer | null = user) {
    const { data, errors } = await service.ask(viewer, query, variables);
    return errors ? { code: errors[0]?.extensions.code, message: errors[0]?.message } : data;
  }

  it('come from a file of the European Central Bank, and once only', async () => {
    const what = { source: 'ECB', base: 'EUR', firstDate: '2026-05-01', lastDate: '2026-05-04' };
    expect(await importFile(ECB)).toEqual({
      status: 200,
      ...what,
      added: 4,
      changed: 0,
      unchanged: 0,
    });
    // The next day's file has all days before it too; one rate was corrected.
    const next = ECB.replace('150.5', '151').replace(
      'Date,USD,JPY,CYP,\n',
      'Date,USD,JPY,CYP,\n2026-05-05,1.3,N/A,N/A,\n',
    );
    expect(await importFile(next)).toMatchObject({
      lastDate: '2026-05-05',
      added: 1,
      changed: 1,
      unchanged: 3,
    });
    expect(await ask(SOURCES)).toEqual({
      exchangeRateSources: [
        {
          name: 'ECB',
          base: 'EUR',
          currencies: ['JPY', 'USD'],
          firstDate: '2026-05-01',
          lastDate: '2026-05-05',
          rates: 5,
        },
      ],
    });
  });

  it('are listed as they were published, latest first, page by page', async () => {
    type Page = {
      exchangeRates: {
        nodes: { date: string; to: string }[];
        totalCount: number;
        pageInfo: { endCursor: string; hasNextPage: boolean };
      };
    };
    const seen: string[] = [];
    for (let after: string | null = null, more = true; more; ) {
      const { exchangeRates: page } = (await ask(RATES, { first: 2, after })) as Page;
      expect(page.totalCount).toBe(5);
      seen.push(...page.nodes.map(({ date, to }) => `${date} ${to}`));
      after = page.pageInfo.endCursor;
      more = page.pageInfo.hasNextPage;
    }
    expect(seen).toEqual([
      '2026-05-05 USD',
      '2026-05-04 JPY',
      '2026-05-04 USD',
      '2026-05-01 JPY',
      '2026-05-01 USD',
    ]);
    expect(
      await ask(RATES, { currency: 'JPY', period: { from: '2026-05-02', to: '2026-05-05' } }),
    ).toMatchObject({
      exchangeRates: {
        nodes: [{ date: '2026-05-04', from: 'EUR', to: 'JPY', rate: '151', source: 'ECB' }],
        totalCount: 1,
      },
    });
    expect(await ask(RATES, { source: 'Nobody' })).toMatchObject({
      exchangeRates: { nodes: [], totalCount: 0 },
    });
    const period = { from: '0000-01-01', to: '2026-01-01' };
    expect(await ask(RATES, { period })).toMatchObject({ code: 'VALIDATION_FAILED' });
    const cursor = Buffer.from('["2026-99-01","USD"]').toString('base64url');
    expect(await ask(RATES, { after: cursor })).toMatchObject({ code: 'VALIDATION_FAILED' });
  });

  it('are told for a day', async () => {
    expect(await ask(RATE, { from: 'USD', to: 'JPY', date: '2026-05-03' })).toEqual({
      exchangeRate: { date: '2026-05-03', rateDate: '2026-05-01', rate: '125' },
    });
    expect(await ask(RATE, { from: 'USD', to: 'GBP', date: '2026-05-03' })).toEqual({
      code: 'EXCHANGE_RATE_MISSING',
      message:
        'ECB has no exchange rate from USD to GBP for 2026-05-03, nor for the 7 days before.',
    });
    expect(
      await ask(RATE, { from: 'USD', to: 'EUR', date: '2026-05-03', rates: { maxAgeDays: 1 } }),
    ).toMatchObject({ code: 'EXCHANGE_RATE_MISSING' });
    const day = { from: 'USD', to: 'EUR', date: '2026-05-03' };
    for (const [code, part] of [
      ['NOT_FOUND', { rates: { source: 'Nobody' } }],
      ['VALIDATION_FAILED', { rates: { source: "x' OR 1" } }],
      ['VALIDATION_FAILED', { rates: { maxAgeDays: 32 } }],
      ['VALIDATION_FAILED', { rates: { maxAgeDays: -1 } }],
      ['VALIDATION_FAILED', { from: 'usd' }],
      ['VALIDATION_FAILED', { date: '0001-01-01' }],
    ] as const) {
      expect(await ask(RATE, { ...day, ...part })).toMatchObject({ code });
    }
  });

  it('come as a list too, in either direction', async () => {
    const input = {
      source: 'Treasury',
      rates: [
        { date: '2026-05-01', from: 'USD', to: 'EUR', rate: '0.9' },
        { date: '2026-05-01', from: 'EUR', to: 'GBP', rate: '0.8' },
      ],
    };
    expect(await ask(ADD, { input }, machine('bills:write'))).toEqual({
      addExchangeRates: {
        source: 'Treasury',
        base: 'EUR',
        firstDate: '2026-05-01',
        lastDate: '2026-05-01',
        added: 2,
        changed: 0,
        unchanged: 0,
      },
    });
    expect(
      await ask(RATE, {
        from: 'USD',
        to: 'GBP',
        date: '2026-05-02',
        rates: { source: 'Treasury' },
      }),
    ).toMatchObject({ exchangeRate: { rate: '0.72' } });
    const one = (from: string, to: string, more = {}) => ({
      input: { source: 'Treasury', rates: [{ date: '2026-05-02', from, to, rate: '2' }], ...more },
    });
    expect(await ask(ADD, one('GBP', 'USD'), admin)).toMatchObject({ code: 'CONFLICT' });
    expect(await ask(ADD, one('EUR', 'USD', { base: 'USD' }), admin)).toMatchObject({
      code: 'CONFLICT',
    });
    expect(await ask(ADD, one('EUR', 'USD', { source: 'New' }), admin)).toMatchObject({
      code: 'VALIDATION_FAILED',
      message: expect.stringMatching(/^base is needed/),
    });
    const twice = { source: 'Treasury', rates: [input.rates[0], input.rates[0]] };
    expect(await ask(ADD, { input: twice }, admin)).toMatchObject({ code: 'VALIDATION_FAILED' });
    const never = { source: 'Treasury', rates: [{ ...input.rates[0], date: '0000-01-01' }] };
    expect(await ask(ADD, { input: never }, admin)).toMatchObject({ code: 'VALIDATION_FAILED' });
    expect(await ask(ADD, one('EUR', 'EUR'), admin)).toMatchObject({ code: 'VALIDATION_FAILED' });
    expect(await ask(ADD, { input: { source: 'A', rates: [] } }, admin)).toMatchObject({
      code: 'VALIDATION_FAILED',
    });
  });

  it.each([
    [
      'a line that is wrong, and with it the whole file',
      'Date,USD\n2026-06-01,1.1\n2026-06-02,x\n',
      '',
      422,
      'VALIDATION_FAILED',
    ],
    ['a list of nobody', 'date,from,to,rate\n2026-05-01,USD,EUR,1\n', '', 422, 'VALIDATION_FAILED'],
    ['another base', 'Date,EUR\n2026-05-01,1.1\n', '?source=ECB&base=USD', 409, 'CONFLICT'],
    ['a name that is none', ECB, '?source=a%20b', 422, 'VALIDATION_FAILED'],
    ['an empty file', '', '', 422, 'FILE_EMPTY'],
    ['what is no text', Buffer.from([0xff, 0xfe, 0xfd]), '', 422, 'FILE_UNREADABLE'],
    ['what is too large', Buffer.alloc(MOST_BYTES + 1, 44), '', 413, 'PAYLOAD_TOO_LARGE'],
  ])('are refused: %s', async (_what, body, query, status, code) => {
    expect(await importFile(body, query)).toMatchObject({ status, code });
    expect(await ask(RATES, { period: { from: '2026-06-01', to: '2026-07-01' } })).toMatchObject({
      exchangeRates: { totalCount: 0 },
    });
  });

  it('are brought and deleted by administrators only, and seen by whoever is signed in', async () => {
    const input = {
      source: 'ECB',
      rates: [{ date: '2026-05-01', from: 'EUR', to: 'USD', rate: '9' }],
    };
    expect(await importFile(ECB, '', user)).toMatchObject({ status: 403, code: 'FORBIDDEN' });
    expect(await importFile(ECB, '', null)).toMatchObject({ status: 401 });
    expect(await ask(ADD, { input }, user)).toMatchObject({ code: 'FORBIDDEN' });
    expect(await ask(ADD, { input }, machine('costs:read'))).toMatchObject({
      code: 'INSUFFICIENT_SCOPE',
    });
    expect(await ask(DELETE, { source: 'ECB' }, user)).toMatchObject({ code: 'FORBIDDEN' });
    expect(await ask(DELETE, { source: 'ECB' }, machine('bills:write'))).toMatchObject({
      code: 'INSUFFICIENT_SCOPE',
    });
    expect(await ask(SOURCES, {}, null)).toMatchObject({ code: 'UNAUTHENTICATED' });
    expect(await ask(RATES, {}, null)).toMatchObject({ code: 'UNAUTHENTICATED' });
    expect(await ask(SOURCES, {}, machine('assistant:ask'))).toMatchObject({
      code: 'INSUFFICIENT_SCOPE',
    });
  });

  it('go with their source', async () => {
    const day = { from: 'USD', to: 'EUR', date: '2026-05-01' };
    const rates = { source: 'Gone' };
    await importFile('date,from,to,rate\n2026-05-01,USD,EUR,0.9\n', '?source=Gone&base=EUR');
    expect(await ask(RATE, { ...day, rates })).toMatchObject({ exchangeRate: { rate: '0.9' } });
    expect(await ask(DELETE, rates, admin)).toEqual({ deleteExchangeRates: 1 });
    expect(await ask(DELETE, rates, admin)).toMatchObject({ code: 'NOT_FOUND' });
    expect(await ask(RATE, { ...day, rates })).toMatchObject({ code: 'NOT_FOUND' });
    expect(await ask(DELETE, { source: '\u0000' }, admin)).toMatchObject({ code: 'NOT_FOUND' });
  });
});
