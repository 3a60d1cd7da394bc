import { execFileSync, spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { LOADED_WHEN_USED } from './loaded-when-used.ts';

const ROOT = join(__dirname, '..');
const SERVICE_APP = 'packages/service-kit/dist/service-app.js';
const service = (name: string) => [`subgraphs/${name}/dist/app.module.js`, SERVICE_APP];
const SERVERS = {
  gateway: ['gateway/dist/server.js'],
  accounts: service('accounts'),
  auth: service('auth'),
  finops: service('finops'),
  assistant: service('assistant'),
};
type Server = keyof typeof SERVERS;

/** The modules that a process has loaded when it has loaded a server and not begun. */
function modulesOf(server: Server): ReadonlySet<string> {
  const files = SERVERS[server].map((file) => join(ROOT, file));
  const script = `
    require('reflect-metadata');
    for (const file of ${JSON.stringify(files)}) require(file);
    console.log(JSON.stringify(Object.keys(require.cache)));`;
  const options = { cwd: ROOT, encoding: 'utf8' } as const;
  return new Set(JSON.parse(execFileSync(process.execPath, ['-e', script], options)));
}

/** The modules that a server has loaded when it ends for want of secrets. */
function modulesWithoutSecrets(server: Server): ReadonlySet<string> {
  const directory = join(ROOT, SERVERS[server][0] ?? '', '../..');
  const script = `
    process.on('exit', () => console.log(JSON.stringify(Object.keys(require.cache))));
    require('./dist/main.js');`;
  const { status, stdout } = spawnSync(process.execPath, ['-e', script], {
    cwd: directory,
    encoding: 'utf8',
    env: { NODE_ENV: 'production', PORT: '0' },
  });
  expect(status).toBe(1);
  return new Set(JSON.parse(stdout));
}

/** Where a package begins, for a server that has it. */
function entryOf(name: string, server: Server): string | undefined {
  try {
    return createRequire(join(ROOT, SERVERS[server][0] ?? '')).resolve(name);
  } catch {
    return undefined;
  }
}

/** What would make every start of it slower. */
const NEVER: Readonly<Record<Server, readonly string[]>> = {
  gateway: ['@nestjs/core', '@nestjs/common', '@prisma/client'],
  accounts: ['@apollo/server', '@apollo/gateway'],
  auth: ['@apollo/server', '@apollo/gateway'],
  finops: ['@apollo/server', '@apollo/gateway'],
  assistant: ['@apollo/server', '@apollo/gateway'],
};

describe.each(Object.keys(SERVERS) as Server[])('%s', (server) => {
  it('has loaded nothing at its start that it may never come to need', () => {
    const loaded = modulesOf(server);
    const isLoaded = (name: string) => loaded.has(entryOf(name, server) ?? name);
    expect(isLoaded('fastify')).toBe(true);
    expect([...LOADED_WHEN_USED, ...NEVER[server]].filter(isLoaded)).toEqual([]);
  });

  it('tells what its environment lacks before it has loaded what serves', () => {
    const loaded = modulesWithoutSecrets(server);
    const isLoaded = (name: string) => loaded.has(entryOf(name, server) ?? name);
    expect(isLoaded('zod')).toBe(true);
    expect(['fastify', 'graphql', '@nestjs/core', '@prisma/client'].filter(isLoaded)).toEqual([]);
  });
});
