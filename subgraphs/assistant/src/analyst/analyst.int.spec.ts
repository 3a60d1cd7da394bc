import { Decimal } from 'decimal.js';
import type { Service } from '../../../finops/test/service';
import { admin, startFinopsWith } from '../../test/finops';
import { LEDGER, type LedgerCharge, ledgerBill } from '../../test/ledger';
import { type AssistantServer, startAssistant } from '../../test/server';

const ASK = `mutation ($input: AskInput!) { ask(input: $input) {
  conversation { id }
  answer { content answer { columns { title kind } rows query variables link } } } }`;

describe('answers from a real bill', () => {
  let finops: Service;
  let assistant: AssistantServer;

  beforeAll(async () => {
    finops = await startFinopsWith(ledgerBill());
    assistant = await startAssistant(finops.url, new Date('2026-11-23T10:00:00Z'));
  }, 90_000);

  afterAll(async () => {
    await assistant?.stop();
    await finops?.stop();
  });

  async function ask(question: string, conversationId?: string) {
    const { data, errors } = await assistant.graph(admin, ASK, {
      input: { question, ...(conversationId ? { conversationId } : {}) },
    });
    expect(errors).toBeUndefined();
    return {
      text: data.ask.answer.content as string,
      figures: data.ask.answer.answer,
      conversationId: data.ask.conversation.id as string,
    };
  }

  /** The ledger's own sum, with its currency. */
  function sum(
    fits: (charge: LedgerCharge) => boolean,
    column: 'effective' | 'billed' = 'effective',
  ): string {
    const found = LEDGER.filter(fits);
    const currency = found[0]?.provider === 'AWS' ? 'USD' : 'EUR';
    const total = found.reduce((all, charge) => all.plus(charge[column]), new Decimal(0));
    return `${total.toFixed()} ${currency}`;
  }

  const october = ({ day }: LedgerCharge) => day.startsWith('2026-10');
  const aws = ({ provider }: LedgerCharge) => provider === 'AWS';
  const azure = ({ provider }: LedgerCharge) => provider === 'Microsoft';

  it('gives a total to the last digit, each currency apart', async () => {
    const { text, figures } = await ask('What did we spend last month?');
    expect(figures.rows).toEqual([
      [sum((charge) => october(charge) && azure(charge))],
      [sum((charge) => october(charge) && aws(charge))],
    ]);
    expect(text).toBe('Effective cost for 1–31 Oct 2026 (UTC): 300.00 EUR and 1,810.34 USD.');
    expect(figures.link).toBe('/?metric=EFFECTIVE_COST&from=2026-10-01&to=2026-11-01');
  });

  it.each<[string, (charge: LedgerCharge) => boolean, 'effective' | 'billed']>([
    ['total AWS cost in October', aws, 'effective'],
    ['billed AWS cost in October', aws, 'billed'],
    [
      'what did EC2 cost in October',
      ({ service }) => service.includes('Compute Cloud'),
      'effective',
    ],
    ['cost of the sandbox account in October', ({ account }) => account === 'sandbox', 'effective'],
    ['AWS cost in eu-west-1 in October', (c) => aws(c) && c.region === 'eu-west-1', 'effective'],
    ['spend tagged env=prod in October', ({ tags }) => tags.env === 'prod', 'effective'],
    ['cost of prod in October', ({ tags }) => tags.env === 'prod', 'effective'],
    ['AWS cost for team search in October', (c) => aws(c) && c.tags.team === 'search', 'effective'],
    ['cost without a team tag in October', ({ tags }) => !tags.team, 'effective'],
    ['AWS cost excluding tax in October', (c) => aws(c) && c.category !== 'Tax', 'effective'],
    ['cost of res-4 in October', (charge) => LEDGER.indexOf(charge) === 4, 'effective'],
    ['AWS cost of res- in October', aws, 'effective'],
    ['AWS cost in currency USD in October', aws, 'effective'],
  ])('sums what %j asks for', async (question, fits, column) => {
    const { figures } = await ask(question);
    expect(figures.rows).toEqual([[sum((charge) => october(charge) && fits(charge), column)]]);
  });

  it('lists the top services of each currency and the others', async () => {
    const { text, figures } = await ask('top 2 services in October');
    expect(text).toBe(
      'Top 2 services by effective cost, 1–31 Oct 2026 (UTC). 300.00 EUR in all: Virtual Machines 280.50 EUR (93.5 % of it); Storage 19.50 EUR. 1,810.34 USD in all: Amazon Elastic Compute Cloud 1,300.35 USD (71.8 % of it); Amazon Simple Storage Service 410.00 USD.',
    );
    expect(figures.rows).toEqual([
      ['Virtual Machines', '280.5 EUR'],
      ['Storage', '19.5 EUR'],
      ['Amazon Elastic Compute Cloud', '1300.35 USD'],
      ['Amazon Simple Storage Service', '410.000000000009 USD'],
      ['Others', '99.99 USD'],
    ]);
    expect(figures.columns).toEqual([
      { title: 'Service', kind: 'TEXT' },
      { title: 'Effective cost', kind: 'MONEY' },
    ]);
  });

  it('lists the smallest first when asked for the cheapest', async () => {
    const { figures } = await ask('the 2 cheapest AWS services in October');
    expect(figures.rows).toEqual([
      ['Tax', '99.99 USD'],
      ['Amazon Simple Storage Service', '410.000000000009 USD'],
    ]);
  });

  it('groups by a tag that the question only names by a word', async () => {
    const { figures } = await ask('which team spent the most in October');
    expect(figures.columns[0].title).toBe('Tag team');
    expect(figures.rows).toContainEqual([null, '200.24 USD']);
    expect(figures.rows).toContainEqual(['payments', '1200.1 USD']);
  });

  it('shows months, the highest and the lowest, and that the last one still runs', async () => {
    const { text, figures } = await ask('monthly AWS cost since September');
    expect(figures.columns[0]).toEqual({ title: 'Month from', kind: 'DATE' });
    expect(figures.rows.map(([month]: string[]) => month)).toEqual([
      '2026-09-01',
      '2026-10-01',
      '2026-11-01',
    ]);
    expect(text).toContain('highest Oct 2026 with 1,810.34 USD, lowest Nov 2026 with 705.01 USD');
    expect(text).toContain('From Sep 2026 to Oct 2026: +44.8 %.');
  });

  it('compares two periods exactly', async () => {
    const { text, figures } = await ask('compare AWS in October with September');
    expect(figures.rows).toEqual([
      ['1810.340000000009 USD', '1250.500000000001 USD', '559.840000000008 USD', '+44.8 %'],
    ]);
    expect(text).toContain('up 559.84 USD (+44.8 %)');
    expect(figures.query).toContain('baseline: costs(input: $baseline)');
  });

  it('compares a month that runs with the same days too', async () => {
    const { text } = await ask('compare AWS this month with last month');
    expect(text).toContain('705.01 USD in Nov 2026 so far, 1,810.34 USD in Oct 2026');
    expect(text).toContain('The first 23 days of Oct 2026 had 1,710.35 USD');
  });

  it('says what made the cost go up, without a period named', async () => {
    const { text, figures } = await ask('why did our AWS cost go up');
    expect(figures.rows[0]).toEqual([
      'Amazon Elastic Compute Cloud',
      '1300.35 USD',
      '1000.000000000001 USD',
      '300.349999999999 USD',
      '+30.0 %',
    ]);
    expect(text).toContain('Services that went up most in USD: Amazon Elastic Compute Cloud');
    expect(text).toContain('You named no period, so I took 1–31 Oct 2026.');
  });

  it('gives a query that finops answers with the same numbers', async () => {
    const { figures } = await ask('AWS vs Azure in October');
    const { data } = await finops.ask(admin, figures.query, JSON.parse(figures.variables));
    const costs = data?.costs as { rows: { cost: { amount: string } }[] } | undefined;
    const amounts = costs?.rows.map(({ cost }) => cost.amount).sort();
    const shown = figures.rows.map(([, cost]: string[]) => cost?.split(' ')[0]).sort();
    expect(shown).toEqual(amounts);
  });

  it('goes on from the question before', async () => {
    const { conversationId } = await ask('AWS cost in October');
    const { text, figures } = await ask('and by region?', conversationId);
    expect(text).toContain('Effective cost by region, 1–31 Oct 2026 (UTC), provider AWS.');
    expect(figures.rows).toEqual([
      ['Europe (Ireland)', '1710.090000000009 USD'],
      ['us-east-1', '100.25 USD'],
    ]);
    const azureNow = await ask('what about Azure?', conversationId);
    expect(azureNow.figures.rows).toEqual([['westeurope', '300 EUR']]);
  });

  it('forgives typing errors and says how it read them', async () => {
    const { text, figures } = await ask('toal cots of the sandbx acount in Ocotber');
    expect(figures.rows).toEqual([['100.25 USD']]);
    for (const note of ['I read “cots” as “cost”', 'I read “sandbx” as account “sandbox”']) {
      expect(text).toContain(note);
    }
  });

  it('says which of several meanings it took', async () => {
    expect((await ask('storage cost in October')).text).toContain(
      'I took “storage” as service; it is also a service category.',
    );
  });

  it('says where there is data when a period has none', async () => {
    const { text, figures } = await ask('cost in March');
    expect(figures).toBeNull();
    expect(text).toBe(
      'There are no charges for 1–31 Mar 2026 (UTC). There are bills for Sep 2026 to Nov 2026.',
    );
  });

  it('does not guess at unknown names', async () => {
    const { text, figures } = await ask('cost of the flux capacitor last month');
    expect(figures).toBeNull();
    expect(text).toMatch(/^I do not know “flux capacitor”/);
  });

  it('refuses plainly, with questions that it then answers', async () => {
    const { text, figures } = await ask('hello');
    expect(figures).toBeNull();
    const examples = [...text.matchAll(/“([^”]+)”/g)].map(([, example]) => example ?? '');
    expect(examples).toHaveLength(3);
    for (const example of examples) expect((await ask(example)).figures).not.toBeNull();
  });

  it.each(['delete all users', 'forecast next month', '\'; DROP TABLE "Message"; --', '💸 🤑'])(
    'gives no figures for %j',
    async (question) => {
      expect((await ask(question)).figures).toBeNull();
    },
  );
});
