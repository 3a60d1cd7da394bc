import { parseHeader } from './bill-file';
import { recognise } from './recognition';

const bill = (...headers: string[]) =>
  recognise(headers.map((header, index) => ({ index, header })));

const LEAST = ['BilledCost', 'ChargePeriodStart'];

describe('the version of a bill', () => {
  it.each([
    ['1.0', [...LEAST, 'ProviderName', 'PublisherName', 'CommitmentDiscountStatus']],
    ['1.1', [...LEAST, 'ProviderName', 'SkuMeter']],
    ['1.2', [...LEAST, 'ProviderName', 'InvoiceId']],
    ['1.3', [...LEAST, 'ProviderName', 'ServiceProviderName', 'HostProviderName']],
    ['1.4', [...LEAST, 'ServiceProviderName', 'HostProviderName']],
    ['1.4', [...LEAST, 'ProviderName', 'InvoiceDetailId']],
    ['1.0', LEAST],
  ])('is %s with the columns %j', (version, headers) => {
    expect(bill(...headers).version).toBe(version);
  });
});

describe('the columns of a bill', () => {
  it('are found whatever their case and order', () => {
    const { sources } = bill('CHARGEPERIODSTART', 'skuPriceid', 'billedCost');
    expect([...sources].map(([name, { index }]) => [name, index])).toEqual([
      ['ChargePeriodStart', 0],
      ['SkuPriceId', 1],
      ['BilledCost', 2],
    ]);
  });

  it('that it cannot do without are named when they are missing', () => {
    expect(() => bill('Tags', 'BilledCost')).toThrow(
      'The file has no column ChargePeriodStart, so it is not a FOCUS bill.',
    );
  });

  it('that its version does not have yet are not missed', () => {
    const missing = bill(...LEAST, 'ProviderName', 'PublisherName').issues.map(
      ({ column }) => column,
    );
    expect(missing).toContain('BillingCurrency');
    expect(missing).not.toContain('ServiceProviderName');
    expect(missing).not.toContain('RegionId');
  });

  it('under their old names are not missed in later versions', () => {
    const missing = bill(...LEAST, 'ProviderName', 'AllocatedMethodId').issues.map(
      ({ column }) => column,
    );
    expect(missing).toContain('HostProviderName');
    expect(missing).not.toContain('ServiceProviderName');
  });
});

describe('the header of a CSV file', () => {
  it.each([
    ['a,b\n1,2\n', ['a', 'b'], 1],
    ['\ufeff\r\n\n "a" ,"b ""c"" d"\r\n1,2', ['a', 'b "c" d'], 3],
    ['"a\nb",c\n', ['a\nb', 'c'], 2],
    ['a,,b,\n', ['a', '', 'b', ''], 1],
    ['a,b', ['a', 'b'], 1],
  ])('of %j is %j, %i lines', (text, cells, lines) => {
    expect(parseHeader(text, true)).toEqual({ cells, lines });
  });

  it('is not taken for whole before its line ends', () => {
    expect(parseHeader('a,b', false)).toBeUndefined();
    expect(parseHeader('"a\n', true)).toBeUndefined();
  });
});
