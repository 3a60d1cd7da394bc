import { providerFaults, providerList } from './provider-settings';

const GOOD = {
  id: 'corporate',
  name: 'Corporate',
  issuer: 'https://login.example.com',
  clientId: 'ai-finops',
  clientSecret: 'zQ4vL8nX2cB6mK1pR7tW',
};

const listOf = (...providers: object[]) => providerList.safeParse(JSON.stringify(providers));
const reasons = (...providers: object[]) =>
  listOf(...providers).error?.issues.map(({ message }) => message) ?? [];

describe('the list of OpenID Connect providers', () => {
  it('asks for address and profile, and makes no accounts, unless it says otherwise', () => {
    expect(listOf(GOOD).data).toEqual([
      {
        ...GOOD,
        clientAuth: 'post',
        scopes: ['openid', 'email', 'profile'],
        createAccounts: false,
      },
    ]);
  });

  it.each<[string, object[], RegExp]>([
    ['an id that no URL should have', [{ ...GOOD, id: 'a/b' }], /^\[0\.id\] must be/],
    ['a short secret', [{ ...GOOD, clientSecret: 'hunter2' }], /^\[0\.clientSecret\] must have/],
    [
      'the documentation’s secret',
      [{ ...GOOD, clientSecret: '<your client secret>' }],
      /^\[0\.clientSecret\] is the example/,
    ],
    ['an issuer that is no URL', [{ ...GOOD, issuer: 'example' }], /^\[0\.issuer\] /],
    ['scopes without openid', [{ ...GOOD, scopes: ['email'] }], /^\[0\.scopes\] must have openid/],
    ['a name it does not know', [{ ...GOOD, secret: 'x' }], /^\[0\] /],
    ['two of one id', [GOOD, { ...GOOD, issuer: 'https://b.example' }], /two of one id/],
    ['two of one issuer', [GOOD, { ...GOOD, id: 'other' }], /two of one issuer/],
  ])('refuses %s without repeating a value', (_, providers, reason) => {
    const text = reasons(...providers).join();
    expect(text).toMatch(reason);
    for (const value of [GOOD.clientSecret, 'hunter2']) expect(text).not.toContain(value);
  });

  it('refuses what is no JSON without repeating it', () => {
    const { error } = providerList.safeParse('[{"clientSecret":"zQ4vL8nX2cB6mK1pR7tW"');
    expect(error?.issues).toMatchObject([{ message: 'must be a list in JSON' }]);
  });

  it('takes plain HTTP from this machine alone, and never in production', () => {
    const at = (issuer: string) => listOf({ ...GOOD, issuer }).data ?? [];
    const local = at('http://127.0.0.1:8080/realms/one');
    expect(providerFaults(local, false)).toEqual([]);
    expect(providerFaults(local, true)).toEqual(['[0.issuer] must be https']);
    expect(providerFaults(at('http://login.example.com'), false)).toHaveLength(1);
    expect(providerFaults(at(GOOD.issuer), true)).toEqual([]);
  });

  it('refuses secrets in production that could be guessed', () => {
    const weak = listOf({ ...GOOD, clientSecret: 'a'.repeat(32) }).data ?? [];
    expect(providerFaults(weak, false)).toEqual([]);
    expect(providerFaults(weak, true)).toEqual([
      '[0.clientSecret] repeats itself: make a random one',
    ]);
  });
});
