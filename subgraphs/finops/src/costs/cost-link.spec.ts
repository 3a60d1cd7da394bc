import fc from 'fast-check';
import type { CostsInput } from '../generated/graphql';
import { costLink } from './cost-link';
import { costQuestion } from './cost-question';

const period = { from: '2026-05-01', to: '2026-06-01' };
const linkOf = (input: Partial<CostsInput>) => costLink(costQuestion({ period, ...input }));

describe('costLink', () => {
  it('says only what differs from the defaults, besides metric and period', () => {
    expect(linkOf({})).toBe('/?metric=EFFECTIVE_COST&from=2026-05-01&to=2026-06-01');
  });

  it('reads like the question', () => {
    const link = linkOf({
      metric: 'BILLED_COST',
      basis: 'BILLING_PERIOD',
      groupBy: [{ dimension: 'SERVICE_NAME' }, { dimension: 'TAG', tagKey: 'team' }],
      granularity: 'DAY',
      top: 10,
      filter: [
        { dimension: 'REGION_ID', values: ['eu-west-1', 'us-east-1'] },
        { dimension: 'TAG', tagKey: 'env', operator: 'IS_NULL' },
      ],
    });
    expect(link).toBe(
      '/?metric=BILLED_COST&from=2026-05-01&to=2026-06-01&basis=BILLING_PERIOD' +
        '&group=SERVICE_NAME,tag:team&granularity=DAY&top=10' +
        '&filter=REGION_ID:IN:eu-west-1:us-east-1&filter=tag:env:IS_NULL',
    );
  });

  it('names the currency that amounts are converted to, and rates other than those of the default', () => {
    const whole = '/?metric=EFFECTIVE_COST&from=2026-05-01&to=2026-06-01';
    expect(linkOf({ currency: 'EUR' })).toBe(`${whole}&convert=EUR`);
    const rates = { source: 'Treasury', maxAgeDays: 0 };
    expect(linkOf({ currency: 'EUR', rates })).toBe(`${whole}&convert=EUR&rates=Treasury&maxAge=0`);
  });

  it('gives every key and value back to a reader that follows the format', () => {
    const text = fc.string({ unit: 'grapheme', minLength: 1 });
    fc.assert(
      fc.property(text, fc.array(text, { minLength: 1, maxLength: 5 }), (tagKey, values) => {
        const link = linkOf({
          groupBy: [{ dimension: 'TAG', tagKey }, { dimension: 'SKU_ID' }],
          filter: [{ dimension: 'TAG', tagKey, operator: 'NOT_IN', values }],
        });
        const { searchParams, pathname, hash } = new URL(link, 'https://example.test');
        expect([pathname, hash]).toEqual(['/', '']);
        const pieces = (name: string, separator: string) =>
          (searchParams.get(name) ?? '').split(separator);
        const [tag = '', sku] = pieces('group', ',');
        expect([...tag.split(':').map(decodeURIComponent), sku]).toEqual(['tag', tagKey, 'SKU_ID']);
        expect(pieces('filter', ':').map(decodeURIComponent)).toEqual([
          'tag',
          tagKey,
          'NOT_IN',
          ...values,
        ]);
      }),
    );
  });

  it('survives half a character', () => {
    expect(linkOf({ filter: [{ dimension: 'SKU_ID', values: ['\ud83d'] }] })).toContain(
      'SKU_ID:IN:%EF%BF%BD',
    );
  });
});
