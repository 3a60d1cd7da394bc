import fc from 'fast-check';
import { filterText, parseFilter, parseTerm, parseTerms, termsText } from './view-text';

const service = { dimension: 'SERVICE_NAME', tagKey: null } as const;

describe('the text of a view', () => {
  it('is the one that the API writes', () => {
    expect(termsText([service, { dimension: 'TAG', tagKey: 'cost:center' }])).toBe(
      'SERVICE_NAME,tag:cost%3Acenter',
    );
    const term = { dimension: 'REGION_ID', tagKey: null } as const;
    expect(filterText({ term, operator: 'IN', values: ['eu-west-1', 'a,b'] })).toBe(
      'REGION_ID:IN:eu-west-1:a%2Cb',
    );
    expect(filterText({ term, operator: 'IS_NULL', values: [] })).toBe('REGION_ID:IS_NULL');
  });

  it('gives every tag and value back', () => {
    const text = fc.string({ unit: 'grapheme', minLength: 1 });
    const values = fc.array(text, { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(text, values, (tagKey, chosen) => {
        const term = { dimension: 'TAG', tagKey } as const;
        const filter = { term, operator: 'NOT_IN', values: chosen } as const;
        expect(parseFilter(filterText(filter))).toEqual(filter);
        expect(parseTerms(termsText([service, term]))).toEqual([service, term]);
      }),
    );
  });

  it.each(['', 'SERVICE', 'TAG', 'tag', 'tag:', 'tag:%E0%A4%A', 'SERVICE_NAME:x', 'toString'])(
    'is not a term: %j',
    (text) => expect(parseTerm(text)).toBeNull(),
  );

  it.each([
    'SERVICE_NAME',
    'SERVICE_NAME:IN',
    'SERVICE_NAME:IN:',
    'SERVICE_NAME:LIKE:a',
    'SERVICE_NAME:IS_NULL:a',
    'SERVICE_NAME:IN:%zz',
    'tag:IN:a',
  ])('is not a filter: %j', (text) => expect(parseFilter(text)).toBeNull());

  it('names at most five dimensions', () => {
    expect(parseTerms(Array(5).fill('SKU_ID').join(','))).toHaveLength(5);
    expect(parseTerms(Array(6).fill('SKU_ID').join(','))).toBeNull();
    expect(parseTerms('')).toEqual([]);
  });
});
