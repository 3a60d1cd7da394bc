import { join } from 'node:path';
import { servicesThatRun } from './watch.ts';

const root = join(__dirname, '..');

describe('the services that a changed file concerns', () => {
  it.each([
    ['subgraphs/auth/src/main.ts', ['auth']],
    ['gateway/src/main.ts', ['gateway']],
    ['packages/service-kit/src/errors.ts', ['accounts', 'auth', 'finops', 'assistant', 'gateway']],
    ['packages/cli/src/main.ts', []],
    ['web/src/app/page.tsx', []],
  ])('%s: %j', (file, services) => {
    expect(servicesThatRun(root, [file])).toEqual(services);
  });
});
