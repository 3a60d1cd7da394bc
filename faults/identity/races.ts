import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { promisify } from 'node:util';
import type { Bed } from '../bed.ts';
import { newReader, send, type Tokens } from '../load.ts';
import { type Experiment, exactly, type Finding, finding } from '../report.ts';
import { rows } from './database.ts';
import { withBed } from './identity-bed.ts';

/** Beyond what a token may live for by its claims, clocks may be this far apart. */
const TOLERANCE_SECONDS = 60;
const LONGEST_SECONDS = 900;

async function refreshRace(bed: Bed): Promise<Finding[]> {
  const second = await bed.replica('auth');
  const { refreshToken } = await newReader(bed);
  const addresses = [bed.url('auth'), second.url];
  const answers = await Promise.all(
    Array.from({ length: 10 }, (_, i) =>
      send(`${addresses[i % 2]}/auth/refresh`, { refreshToken }),
    ),
  );
  const pairs = await Promise.all(
    answers.filter(({ ok }) => ok).map(async (answer) => (await answer.json()) as Tokens),
  );
  const successors = [...new Set(pairs.map((pair) => pair.refreshToken))];
  const next = await send(`${second.url}/auth/refresh`, { refreshToken: successors[0] });
  return [
    exactly('answers 5xx', 0, answers.filter(({ status }) => status >= 500).length),
    exactly('answers that refreshed, of 10', 10, pairs.length),
    exactly('different successors', 1, successors.length),
    finding('the session lives', 'yes', next.ok ? 'yes' : `no (${next.status})`, next.ok),
  ];
}

async function registrationRace(bed: Bed): Promise<Finding[]> {
  const email = `race-${randomUUID()}@example.com`;
  const answers = await Promise.all(
    Array.from({ length: 20 }, (_, i) =>
      send(`${bed.url('gateway')}/auth/register`, {
        // One address, however it is written.
        email: i % 2 ? email.toUpperCase() : email,
        password: `pass phrase ${randomUUID()}`,
      }),
    ),
  );
  const statuses = answers.map(({ status }) => status);
  const accounts = await rows(bed, 'SELECT id FROM "User" WHERE lower(email) = $1', [email]);
  return [
    exactly('accounts of the address', 1, accounts.length),
    exactly('answers 201', 1, statuses.filter((status) => status === 201).length),
    exactly('answers 5xx', 0, statuses.filter((status) => status >= 500).length),
    finding(
      'the others',
      '409 or 429',
      statuses.filter((status) => status !== 201).join(' '),
      statuses.every((status) => [201, 409, 429].includes(status)),
    ),
  ];
}

const claimsOf = (token: string): { iat: number; exp: number } =>
  JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString());

/** Signs in, refreshes and asks at an auth whose clock is apart by `offset`. */
async function apart(bed: Bed, offset: string): Promise<Finding[]> {
  const before = await newReader(bed);
  // NODE_OPTIONS would be the tidy way, but a clock is the process's own affair: libfaketime wraps it.
  const odd = await bed.replica('auth', {}, ['faketime', '-f', offset]);
  const answer = await send(`${odd.url}/auth/refresh`, { refreshToken: before.refreshToken });
  const name = `auth ${offset}`;
  const findings: Finding[] = [
    finding(`${name}: the family lives`, 'refresh 200', answer.status, answer.ok),
  ];
  if (!answer.ok) return findings;
  const pair = (await answer.json()) as Tokens;
  const { exp, iat } = claimsOf(pair.accessToken);
  const life = exp - Date.now() / 1000;
  findings.push(
    finding(
      `${name}: its access token’s life by the true clock`,
      `<= ${LONGEST_SECONDS + TOLERANCE_SECONDS} s`,
      `${Math.round(life)} s (exp - iat ${exp - iat} s)`,
      life <= LONGEST_SECONDS + TOLERANCE_SECONDS,
    ),
  );
  // What the two think of each other's tokens may differ; neither may fail or let a stranger in.
  const foreign = await fetch(`${odd.url}/auth/validate`, {
    headers: { authorization: `Bearer ${before.accessToken}` },
  });
  findings.push(
    finding(
      `${name}: a token of the true clock`,
      '200, 401 or 503',
      foreign.status,
      [200, 401, 503].includes(foreign.status),
    ),
  );
  // The step back: the family goes on where the clock is right.
  const back = await send(`${bed.url('auth')}/auth/refresh`, { refreshToken: pair.refreshToken });
  findings.push(
    finding(`${name}: and goes on at the true clock`, 'refresh 200', back.status, back.ok),
  );
  odd.process.kill();
  return findings;
}

async function clocks(): Promise<readonly Finding[] | string> {
  try {
    await promisify(execFile)('faketime', ['--version']);
  } catch {
    return 'libfaketime is not there (Debian: apt-get install faketime).';
  }
  return withBed(async (bed) => [...(await apart(bed, '+10m')), ...(await apart(bed, '-10m'))]);
}

export const races: readonly Experiment[] = [
  {
    id: 'F13',
    title: '10 parallel refreshes of one token at two auth replicas',
    run: () => withBed(refreshRace),
  },
  {
    id: 'F14',
    title: '20 parallel registrations of one address',
    run: () => withBed(registrationRace),
  },
  { id: 'F19', title: 'the clock of auth is 10 minutes off, and comes back', run: clocks },
];
