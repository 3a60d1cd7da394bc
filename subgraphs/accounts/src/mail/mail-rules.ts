/** For how long nobody else takes a mail that somebody sends: longer than every timeout of SMTP. */
export const LEASE_MS = 120_000;

const FIRST_RETRY_MS = 5_000;
const LONGEST_RETRY_MS = 30 * 60_000;
/** About a day: after it nobody waits for the mail any more. */
const MAX_ATTEMPTS = 55;

/** Sent mails and failures are kept for so long. */
export const KEEP_MS = 7 * 86_400_000;

/** Most mails with a link of one purpose that one mailbox gets within an hour. */
export const MAX_LINKS_AN_HOUR = 3;
export const HOUR_MS = 3_600_000;

/** True for the SMTP server's final word (5xx) about a message: trying again is of no use. */
function isRefused(error: unknown): boolean {
  if (!(error instanceof Error && 'responseCode' in error)) return false;
  const { responseCode } = error;
  const aboutMessage = 'code' in error && (error.code === 'EENVELOPE' || error.code === 'EMESSAGE');
  return aboutMessage && typeof responseCode === 'number' && responseCode >= 500;
}

/** How long to wait before a mail that failed is tried again; null to give it up. */
export function retryAfterMs(failedAttempts: number, error: unknown): number | null {
  if (isRefused(error) || failedAttempts >= MAX_ATTEMPTS) return null;
  return Math.min(FIRST_RETRY_MS * 2 ** (failedAttempts - 1), LONGEST_RETRY_MS);
}
