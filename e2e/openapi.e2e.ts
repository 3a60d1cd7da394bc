import { ACCOUNTS } from './openapi/accounts.fixtures';
import { AUTH } from './openapi/auth.fixtures';
import {
  answerFaults,
  DOCUMENTS,
  documentFaults,
  ROUTES,
  type Route,
  requestFaults,
  schemeOf,
  successOf,
  takesJson,
} from './openapi/contract';
import { FINOPS } from './openapi/finops.fixtures';
import { type Asked, type Fixtures, Stage } from './openapi/stage';
import { expectSilentLogs } from './security/operations.cases';
import type { Answer } from './security/world';

const FIXTURES: Fixtures = { ...ACCOUNTS, ...AUTH, ...FINOPS };
/** What no JSON body of ours is: an array, and text that ends too early. */
const MALFORMED = ['[]', '{"'];

const named = (routes: readonly Route[]) => routes.map((route) => [route.name, route] as const);

describe.each(DOCUMENTS)('the OpenAPI document of %s', (service, document) => {
  it('is one of OpenAPI 3.1, with sound schemas', () => {
    expect(document.openapi).toMatch(/^3\.1\./);
    expect(documentFaults(service, document)).toEqual([]);
  });
});

describe('REST, as the OpenAPI documents declare it', () => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await Stage.open();
  });
  afterAll(() => stage?.close());

  const ask = (route: Route, asked: Asked): Promise<Answer> => {
    const { parameters = {}, query = '', ...rest } = asked;
    const path = route.path.replaceAll(/\{(\w+)\}/g, (_, name: string) =>
      encodeURIComponent(parameters[name] ?? 'some-id'),
    );
    return stage.ask(route.service, `${route.method} ${path}${query}`, rest);
  };
  const credential = async (route: Route): Promise<Pick<Asked, 'token'>> => {
    const scheme = schemeOf(route);
    if (scheme === undefined) return {};
    const { secrets } = stage.world.platform;
    if (scheme === 'serviceToken') return { token: secrets.DATABASE_SERVICE_TOKEN };
    return { token: (await stage.member()).accessToken };
  };
  const told = (route: Route, answer: Answer) => ({
    status: answer.status,
    faults: answerFaults(route, answer),
  });

  it('has a way to succeed for every route, and for none that is not there', () => {
    expect(Object.keys(FIXTURES).sort()).toEqual(ROUTES.map(({ name }) => name).sort());
  });

  it.each(named(ROUTES))('succeeds: %s', async (name, route) => {
    const asked = await FIXTURES[name]?.(stage);
    if (!asked) throw new Error(`${name} has no fixture in e2e/openapi.`);
    expect(requestFaults(route, asked.body)).toEqual([]);
    const answer = await ask(route, { ...(await credential(route)), ...asked });
    expect({ ...told(route, answer), text: answer.status < 400 ? '' : answer.text }).toEqual({
      status: successOf(route),
      faults: [],
      text: '',
    });
  });

  it.each(named(ROUTES.filter(schemeOf)))('demands a credential: %s', async (_, route) => {
    const answer = await ask(route, takesJson(route) ? { body: {} } : {});
    expect(told(route, answer)).toEqual({ status: 401, faults: [] });
    expect(answer.headers.get('www-authenticate')).toMatch(/^Bearer/);
  });

  it.each(named(ROUTES.filter(takesJson)))('refuses a malformed body: %s', async (_, route) => {
    for (const body of MALFORMED) {
      const answer = await ask(route, { ...(await credential(route)), body });
      expect([body, answerFaults(route, answer)]).toEqual([body, []]);
      expect([400, 422]).toContain(answer.status);
    }
  });

  it('leaves no password, token, key or code of all that in any log', () =>
    expectSilentLogs(stage.world));
});
