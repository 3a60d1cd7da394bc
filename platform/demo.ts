import { openAsBlob, rmSync } from 'node:fs';
import { basename } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { DataDirectory } from './data-directory.ts';
import { messageOf, StartFailure } from './failure.ts';
import { readJson, writeAtomically } from './files.ts';
import type { Platform } from './platform.ts';

export const DEMO_EMAIL = 'demo@ai-finops.local';
/** Enough for every chart to say something, and generated and imported within seconds. */
const DEMO_ROWS = 60_000;
const DEMO_SEED = 7;
const IMPORT_TIMEOUT_MS = 120_000;
const RETRY_FOR_MS = 15_000;

interface DemoState {
  readonly account?: boolean;
  readonly imported?: boolean;
}

const demoState = (data: DataDirectory): DemoState => (readJson(data.demo) ?? {}) as DemoState;

const remember = (data: DataDirectory, state: DemoState): void =>
  writeAtomically(data.demo, `${JSON.stringify({ ...demoState(data), ...state })}\n`);

export const demoIsComplete = (data: DataDirectory): boolean => {
  const { account, imported } = demoState(data);
  return account === true && imported === true;
};

interface Request {
  readonly method: 'GET' | 'POST' | 'PUT';
  readonly bearer?: string;
  readonly json?: unknown;
  readonly body?: Blob;
}

interface Answer<T> {
  readonly status: number;
  readonly body: T;
}

/** Asks again while a service that just started is not yet able to answer. */
async function ask<T>(url: string, request: Request): Promise<Answer<T>> {
  const { method, bearer, json, body } = request;
  for (const end = Date.now() + RETRY_FOR_MS; ; await sleep(200)) {
    const response = await fetch(url, {
      method,
      headers: {
        ...(bearer ? { authorization: `Bearer ${bearer}` } : {}),
        ...(json === undefined ? {} : { 'content-type': 'application/json' }),
        ...(body ? { 'content-type': 'application/octet-stream' } : {}),
      },
      ...(json === undefined ? {} : { body: JSON.stringify(json) }),
      ...(body ? { body } : {}),
    });
    if (response.status === 503 && Date.now() < end) continue;
    return { status: response.status, body: (await response.json().catch(() => ({}))) as T };
  }
}

async function expectOk<T>(what: string, url: string, request: Request): Promise<T> {
  const { status, body } = await ask<T>(url, request);
  if (status >= 200 && status < 300) return body;
  throw new StartFailure(`${what} was answered with ${status}: ${JSON.stringify(body)}`);
}

interface Login {
  readonly accessToken: string;
  readonly user: { readonly id: string };
}

/** Registers the demo account and makes it an administrator, through the documented routes. */
async function ensureAccount(platform: Platform, data: DataDirectory): Promise<void> {
  if (demoState(data).account) return;
  const { DEMO_PASSWORD: password, DATABASE_SERVICE_TOKEN: bearer } = platform.options.secrets;
  const json = { email: DEMO_EMAIL, password };
  const auth = platform.url('auth');
  const registered = await ask<Login>(`${auth}/auth/register`, { method: 'POST', json });
  // An earlier start was ended between registering and remembering it.
  const { user } =
    registered.status === 409
      ? await expectOk<Login>('The demo login', `${auth}/auth/login`, { method: 'POST', json })
      : registered.body;
  if (!user) {
    throw new StartFailure(
      `The demo account could not be registered: ${JSON.stringify(registered.body)}`,
    );
  }
  await expectOk('The demo account’s role', `${platform.url('accounts')}/users/${user.id}`, {
    method: 'PUT',
    bearer,
    json: { role: 'ADMIN' },
  });
  remember(data, { account: true });
}

/** Writes the demo bill, unless a bill was imported already; undefined then. */
export async function writeDemoBill(data: DataDirectory): Promise<string | undefined> {
  if (demoState(data).imported) return undefined;
  const directory = data.demoBill;
  rmSync(directory, { recursive: true, force: true });
  const { generateDemoBill } = await import('@ai-finops/demo-bill');
  const { files } = await generateDemoBill({
    directory,
    rows: DEMO_ROWS,
    seed: DEMO_SEED,
    format: 'csv',
    single: true,
  });
  const [file] = files;
  if (!file) throw new StartFailure('The demo bill is empty.');
  return file;
}

interface BillImport {
  readonly id: string;
  readonly status: string;
}

async function importBill(platform: Platform, file: string): Promise<void> {
  const { DEMO_PASSWORD: password } = platform.options.secrets;
  const { accessToken: bearer } = await expectOk<Login>(
    'The demo login',
    `${platform.url('auth')}/auth/login`,
    { method: 'POST', json: { email: DEMO_EMAIL, password } },
  );
  const finops = platform.url('finops');
  const { uploadId } = await expectOk<{ uploadId: string }>(
    'The upload of the demo bill',
    `${finops}/uploads?filename=${encodeURIComponent(basename(file))}`,
    { method: 'POST', bearer, body: await openAsBlob(file) },
  );
  let state = await expectOk<BillImport>('The import of the demo bill', `${finops}/imports`, {
    method: 'POST',
    bearer,
    json: { uploadId, source: 'demo' },
  });
  for (const end = Date.now() + IMPORT_TIMEOUT_MS; state.status !== 'PUBLISHED'; await sleep(100)) {
    if (state.status === 'FAILED' || Date.now() > end) {
      throw new StartFailure(`The demo bill was not imported: ${JSON.stringify(state)}`);
    }
    state = await expectOk<BillImport>('The state of the import', `${finops}/imports/${state.id}`, {
      method: 'GET',
      bearer,
    });
  }
}

/** Account and bill of the demo, as far as an earlier start did not make them. */
export async function setUpDemo(
  platform: Platform,
  bill: Promise<string | undefined>,
  report: (what: string) => void,
): Promise<void> {
  const { data } = platform.options;
  try {
    await ensureAccount(platform, data);
    const file = await bill;
    if (file) {
      await importBill(platform, file);
      remember(data, { imported: true });
      rmSync(data.demoBill, { recursive: true, force: true });
      report('imported the demo bill');
    }
  } catch (error) {
    if (error instanceof StartFailure) throw error;
    throw new StartFailure(`The demo could not be set up: ${messageOf(error)}`);
  }
}
