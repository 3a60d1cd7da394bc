import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from '@ai-finops/testkit';
import { SMTPServer } from 'smtp-server';
import { ask } from '../../test/ask';
import { mailsIn, mailTo, type OutgoingMail, readMail } from '../../test/outbox';
import { HASH, hashOf, type Seed, seedOf } from '../../test/seed';
import { type AccountsServer, SERVICE_TOKEN, startAccounts } from '../../test/server';

const post = (accounts: AccountsServer, path: string, body: object) =>
  ask(`POST ${accounts.url}${path}`, { bearer: SERVICE_TOKEN, body });

const newUser = async (accounts: AccountsServer, email: string): Promise<string> =>
  (await post(accounts, '/users', { email, password: HASH })).body.id;

async function until<Value>(read: () => Promise<Value | undefined>): Promise<Value> {
  for (const end = Date.now() + 30_000; Date.now() < end; await sleep(50)) {
    const value = await read();
    if (value !== undefined) return value;
  }
  throw new Error('It did not happen within 30 seconds.');
}

/** A mail server on a port, and what it got; refuses mailboxes whose name begins with `gone`. */
async function mailServer(port: number) {
  const mails: OutgoingMail[] = [];
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    logger: false,
    onRcptTo({ address }, _session, done) {
      done(
        address.startsWith('gone')
          ? Object.assign(new Error('no such mailbox'), { responseCode: 550 })
          : null,
      );
    },
    onData(stream, _session, done) {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => {
        void readMail(Buffer.concat(chunks)).then((mail) => {
          mails.push(mail);
          done();
        });
      });
    },
  });
  await new Promise<void>((ready) => server.listen(port, '127.0.0.1', ready));
  return { mails, stop: () => new Promise<void>((ended) => server.close(() => ended())) };
}

describe('mails over SMTP', () => {
  let accounts: AccountsServer;
  let seed: Seed;
  let port: number;

  beforeAll(async () => {
    port = await freePort();
    accounts = await startAccounts({
      SMTP_URL: `smtp://127.0.0.1:${port}`,
      MAIL_FROM: 'AI-FinOps <finops@example.com>',
      FRONTEND_URL: 'https://finops.example.com',
      LOG_LEVEL: 'silent',
    });
    seed = seedOf(accounts);
  });
  afterAll(() => accounts.stop());

  it('waits while the server is down, and sends when it is back', async () => {
    await newUser(accounts, 'patient@example.com');
    const asked = await post(accounts, '/internal/password-resets', {
      email: 'Patient@Example.com',
    });
    expect(asked.status).toBe(204);
    const waiting = await until(async () => {
      const [mail] = await seed.sql('SELECT attempts, outcome FROM "Mail" WHERE attempts > 0');
      return mail;
    });
    expect(waiting.outcome).toBeNull();
    const server = await mailServer(port);
    try {
      const mail = await until(async () => server.mails[0]);
      expect(mail).toMatchObject({
        to: 'patient@example.com',
        from: '"AI-FinOps" <finops@example.com>',
        subject: 'Reset your AI-FinOps password',
        token: expect.stringMatching(/^[\w-]{43}$/),
      });
      expect(mail.text).toContain(`https://finops.example.com/reset-password?token=${mail.token}`);
      await until(async () =>
        (await seed.sql(`SELECT 1 FROM "Mail" WHERE outcome = 'SENT'`)).length === 1
          ? true
          : undefined,
      );
      expect(server.mails).toHaveLength(1);
      const found = await post(accounts, '/internal/password-resets/find', {
        tokenHash: hashOf(mail.token),
      });
      expect(found).toMatchObject({ status: 200, body: { email: 'patient@example.com' } });
    } finally {
      await server.stop();
    }
  });

  it('gives up a mailbox that the server does not know, and sends others after it', async () => {
    const server = await mailServer(port);
    try {
      await newUser(accounts, 'gone@example.com');
      await newUser(accounts, 'here@example.com');
      for (const email of ['gone@example.com', 'here@example.com']) {
        await post(accounts, '/internal/password-resets', { email });
      }
      const outcomeOf = async (recipient: string) => {
        const [mail] = await seed.sql('SELECT outcome FROM "Mail" WHERE recipient = $1', [
          recipient,
        ]);
        return (mail?.outcome ?? undefined) as string | undefined;
      };
      expect(await until(() => outcomeOf('gone@example.com'))).toBe('FAILED');
      expect(await until(() => outcomeOf('here@example.com'))).toBe('SENT');
      expect(server.mails.map(({ to }) => to)).toEqual(['here@example.com']);
    } finally {
      await server.stop();
    }
  });
});

describe('mails into the outbox', () => {
  let accounts: AccountsServer;
  let replica: AccountsServer;
  let seed: Seed;

  beforeAll(async () => {
    accounts = await startAccounts();
    // On the same database and outbox: both look for mails.
    replica = await startAccounts({
      DATABASE_URL: accounts.databaseUrl,
      MAIL_OUTBOX_DIR: accounts.outbox,
    });
    seed = seedOf(accounts);
  });
  afterAll(async () => {
    await replica.stop();
    await accounts.stop();
  });

  /** When nothing waits any more. */
  const settled = () =>
    until(async () => {
      const waiting = await seed.sql(`SELECT 1 FROM "Mail" WHERE outcome IS NULL`);
      return waiting.length === 0 ? true : undefined;
    });

  it('writes a file that only its owner reads, once, whoever of two replicas takes the mail', async () => {
    const addresses = Array.from({ length: 12 }, (_, i) => `many-${i}@example.com`);
    for (const email of addresses) await newUser(accounts, email);
    await Promise.all(
      addresses.map((email, i) =>
        post(i % 2 ? accounts : replica, '/internal/password-resets', { email }),
      ),
    );
    for (const email of addresses) await mailTo(accounts.outbox, email, /Reset/);
    await settled();
    const files = readdirSync(accounts.outbox).filter((name) => name.endsWith('.eml'));
    expect(files).toHaveLength(addresses.length);
    for (const name of files) {
      expect(statSync(join(accounts.outbox, name)).mode & 0o777).toBe(0o600);
    }
  });

  it('writes nothing to a mailbox without an account, and keeps no trace of it', async () => {
    await newUser(accounts, 'closed@example.com').then((id) =>
      ask(`PUT ${accounts.url}/users/${id}`, {
        bearer: SERVICE_TOKEN,
        body: { status: 'DISABLED' },
      }),
    );
    for (const email of ['nobody@example.com', 'closed@example.com', 'nonsense', '']) {
      const answer = await post(accounts, '/internal/password-resets', { email });
      expect([email, answer.status]).toEqual([email, 204]);
    }
    await settled();
    const kept = await seed.sql(`SELECT 1 FROM "Mail" WHERE recipient LIKE 'nobody%'`);
    expect(kept).toEqual([]);
    const recipients = (await mailsIn(accounts.outbox)).map(({ to }) => to);
    expect(recipients.filter((to) => /nobody|closed|nonsense/.test(to))).toEqual([]);
  });

  it('floods no mailbox: three links an hour, however often they are asked for', async () => {
    const email = 'flooded@example.com';
    await newUser(accounts, email);
    for (let i = 0; i < 5; i += 1) {
      await Promise.all(
        Array.from({ length: 4 }, () => post(accounts, '/internal/password-resets', { email })),
      );
      await settled();
    }
    const sent = await seed.sql(`SELECT 1 FROM "Mail" WHERE recipient = $1`, [email]);
    expect(sent).toHaveLength(3);
    // An hour later another one goes out.
    await seed.sql(`UPDATE "OneTimeLink" SET created_at = created_at - interval '61 minutes'`);
    await post(accounts, '/internal/password-resets', { email });
    await until(async () =>
      (await seed.sql(`SELECT 1 FROM "Mail" WHERE recipient = $1`, [email])).length === 4
        ? true
        : undefined,
    );
  });

  it('keeps the token nowhere but in the mail', async () => {
    const email = 'discreet@example.com';
    await newUser(accounts, email);
    await post(accounts, '/internal/password-resets', { email });
    const { token } = await mailTo(accounts.outbox, email, /Reset/);
    for (const table of ['Mail', 'OneTimeLink', 'User']) {
      const rows = await seed.sql(`SELECT row_to_json(t)::text AS text FROM "${table}" t`);
      expect(rows.length).toBeGreaterThan(0);
      for (const { text } of rows) expect(text).not.toContain(token);
    }
    const hashes = await seed.sql('SELECT 1 FROM "OneTimeLink" WHERE token = $1', [hashOf(token)]);
    expect(hashes).toHaveLength(1);
  });
});
