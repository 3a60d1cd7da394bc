import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { freePorts, temporaryDirectory } from '@ai-finops/testkit';

const root = join(__dirname, '..');
const DEMO_EMAIL = 'demo@ai-finops.local';
const UP = 'Ctrl-C stops everything.';

interface Launcher {
  readonly process: ChildProcess;
  readonly exited: Promise<number | null>;
  output(): string;
  /** Resolves when the table was shown, or with what the launcher said when it ended before. */
  up(): Promise<string>;
}

const directory = temporaryDirectory();
const launchers: Launcher[] = [];
let ports: number[];

function start(environment: NodeJS.ProcessEnv = {}): Launcher {
  const [finops, auth, accounts, web, assistant, gateway] = ports;
  const child = spawn(process.execPath, ['platform/start.ts'], {
    cwd: root,
    env: {
      PATH: process.env.PATH,
      HOME: process.env.HOME,
      AI_FINOPS_DATA_DIR: join(directory, 'data'),
      FINOPS_PORT: String(finops),
      AUTH_PORT: String(auth),
      ACCOUNTS_PORT: String(accounts),
      WEB_PORT: String(web),
      ASSISTANT_PORT: String(assistant),
      GATEWAY_PORT: String(gateway),
      ...environment,
    },
  });
  let text = '';
  const exited = new Promise<number | null>((resolve) => child.once('close', resolve));
  const shown = new Promise<void>((resolve) => {
    const listen = (chunk: Buffer): void => {
      text += chunk;
      if (text.includes(UP)) resolve();
    };
    child.stdout.on('data', listen);
    child.stderr.on('data', listen);
  });
  const launcher: Launcher = {
    process: child,
    exited,
    output: () => text,
    async up() {
      await Promise.race([shown, exited]);
      return text;
    },
  };
  launchers.push(launcher);
  return launcher;
}

async function post(url: string, body: object, bearer?: string): Promise<unknown> {
  const answer = await fetch(url, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      ...(bearer ? { authorization: `Bearer ${bearer}` } : {}),
    },
    body: JSON.stringify(body),
  });
  return answer.json();
}

/** Logs the demo account in with the kept password and asks the graph who it is. */
async function askWhoIAm(): Promise<unknown> {
  const secrets = JSON.parse(readFileSync(join(directory, 'data/secrets.json'), 'utf8')) as {
    DEMO_PASSWORD: string;
  };
  const login = (await post(`http://127.0.0.1:${ports[1]}/auth/login`, {
    email: DEMO_EMAIL,
    password: secrets.DEMO_PASSWORD,
  })) as { accessToken: string };
  return post(
    `http://127.0.0.1:${ports[5]}/graphql`,
    { query: '{ me { email role } }' },
    login.accessToken,
  );
}

const DEMO_USER = { data: { me: { email: DEMO_EMAIL, role: 'ADMIN' } } };

beforeAll(async () => {
  ports = await freePorts(6);
});

afterAll(async () => {
  for (const { process: child, exited } of launchers) {
    child.kill();
    await exited;
  }
  rmSync(directory, { recursive: true, force: true });
});

// Each goes on where the one before left off.
describe('npm start', () => {
  it('ends at a table, after which the graph answers the demo account', async () => {
    const launcher = start();
    expect(await launcher.up()).toContain(UP);
    expect(launcher.output()).toContain(DEMO_EMAIL);
    expect(await askWhoIAm()).toMatchObject(DEMO_USER);
  });

  it('refuses to run twice on the same data', async () => {
    const second = start();
    expect(await second.exited).toBe(1);
    expect(second.output()).toMatch(/already runs on .* \(process \d+\): stop it there/);
  });

  it('heals after kill -9 of the launcher', async () => {
    launchers[0]?.process.kill('SIGKILL');
    await launchers[0]?.exited;
    const launcher = start();
    expect(await launcher.up()).toContain(UP);
    expect(launcher.output()).toContain('ended what an earlier start left running');
    expect(await askWhoIAm()).toMatchObject(DEMO_USER);
  });

  it('stops every process when it is asked to end', async () => {
    const launcher = launchers.at(-1);
    launcher?.process.kill('SIGTERM');
    expect(await launcher?.exited).toBe(0);
    await expect(fetch(`http://127.0.0.1:${ports[5]}/health`)).rejects.toThrow();
    await expect(fetch(`http://127.0.0.1:${ports[3]}/`)).rejects.toThrow();
  });

  it('names who has a port that it needs', async () => {
    const server = createServer().listen(ports[1], '127.0.0.1');
    const launcher = start();
    expect(await launcher.exited).toBe(1);
    expect(launcher.output()).toContain(
      `Port ${ports[1]}, which auth needs, is in use by process ${process.pid}`,
    );
    server.close();
  });

  it('says in one sentence, without the password, that a database cannot be reached', async () => {
    const launcher = start({ DATABASE_URL: 'postgresql://me:hidden@127.0.0.1:1/mine' });
    expect(await launcher.exited).toBe(1);
    expect(launcher.output()).toMatch(
      /Cannot use the database of DATABASE_URL \(127\.0\.0\.1:1\/mine\): connect ECONNREFUSED/,
    );
    expect(launcher.output()).not.toContain('hidden');
  });
});
