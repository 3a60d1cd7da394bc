import { globSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { TestPlatform } from '@ai-finops/testkit';
import { type ParsedMail, simpleParser } from 'mailparser';

const PATIENCE_MS = 60_000;
const POLL_MS = 100;

const recipientOf = ({ to }: ParsedMail): string | undefined =>
  Array.isArray(to) ? undefined : to?.text;

/** Mails that a platform wrote to an address, the newest first. */
export async function mailsTo(platform: TestPlatform, to: string): Promise<ParsedMail[]> {
  const outbox = join(platform.dataDirectory, 'outbox');
  // The first mail makes the directory.
  const files = globSync('*.eml', { cwd: outbox }).sort().reverse();
  const mails = await Promise.all(
    files.map(async (name) => {
      const file = join(outbox, name);
      expect(statSync(file).mode & 0o777).toBe(0o600);
      return simpleParser(readFileSync(file));
    }),
  );
  return mails.filter((mail) => recipientOf(mail) === to);
}

/** The link in the newest mail to an address with the words in its subject, once there are as many. */
export async function mailedLink(
  platform: TestPlatform,
  to: string,
  subject: string,
  count = 1,
): Promise<string> {
  for (const end = Date.now() + PATIENCE_MS; Date.now() < end; await sleep(POLL_MS)) {
    const mails = (await mailsTo(platform, to)).filter((mail) => mail.subject?.includes(subject));
    if (mails.length < count) continue;
    return /https?:\/\/\S+\?token=\S+/.exec(mails[0]?.text ?? '')?.[0] ?? '';
  }
  throw new Error(`No mail "${subject}" to ${to}.`);
}
