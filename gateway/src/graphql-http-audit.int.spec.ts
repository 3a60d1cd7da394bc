import { serverAudits } from 'graphql-http';
import { startPlatform, type TestPlatform } from '../test/platform';

let platform: TestPlatform;
beforeAll(async () => {
  platform = await startPlatform({ env: { NODE_ENV: 'development' } });
});
afterAll(() => platform.close());

/** What a server MAY do is left out: a GET has to show that no foreign page could have sent it. */
const audits = serverAudits({ url: () => `${platform.url}/graphql` }).filter(({ name }) =>
  /^(MUST|SHOULD) /.test(name),
);

it('has all audits of what a server MUST and SHOULD do', () => {
  const levels = audits.map(({ name }) => name.split(' ', 1)[0]);
  expect(levels.filter((level) => level === 'MUST')).toHaveLength(13);
  expect(levels.filter((level) => level === 'SHOULD')).toHaveLength(23);
});

it.each(audits.map(({ name, fn }) => [name, fn] as const))('%s', async (_, audit) => {
  const result = await audit();
  expect(result).toMatchObject({ status: 'ok' });
});
