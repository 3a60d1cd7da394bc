import { isDatabaseAway } from './database-fault';

const withFields = (message: string, fields: object): Error =>
  Object.assign(new Error(message), fields);

describe('isDatabaseAway', () => {
  const adapter = (cause: object) => ({ code: 'P2010', meta: { driverAdapterError: { cause } } });
  it.each([
    ['an unreachable server', withFields('no', { code: 'P1001' })],
    ['a pool without a free connection', withFields('no', { code: 'P2024' })],
    ['a raw query', withFields('no', adapter({ kind: 'DatabaseNotReachable' }))],
    ['a server that shuts down', withFields('no', adapter({ originalCode: '57P01' }))],
    ['a cut connection', new Error('Connection terminated unexpectedly')],
  ])('sees %s', (_, error) => {
    expect(isDatabaseAway(error)).toBe(true);
  });

  it.each([
    ['a violated constraint', withFields('no', { code: 'P2002' })],
    ['a raw query with a fault', withFields('no', adapter({ originalCode: '42601' }))],
    ['any other error', new Error('no')],
    ['what is no error', 'Connection terminated'],
  ])('does not see it in %s', (_, error) => {
    expect(isDatabaseAway(error)).toBe(false);
  });
});
