/** What a bucket belongs to: an account (or mailbox), a client's network, or both together. */
export type Scope = 'account' | 'source' | 'account-and-source';

/** How many tries are allowed at once, and the time in which all of them come back, evenly. */
export interface Rule {
  readonly per: Scope;
  readonly tries: number;
  readonly seconds: number;
  /** `failures` gives the try back when it went well. */
  readonly counts: 'tries' | 'failures';
  /** Does not count what comes from where the account has signed in before. */
  readonly sparesKnownSources?: true;
}

const MINUTES = 60;
const QUARTER_HOUR = 15 * MINUTES;
const HOUR = 60 * MINUTES;
const DAY = 24 * HOUR;

/**
 * Guessing one account's secret. A source gets 15 failures; all sources that the account has never
 * signed in from get 20 together, and 100 a day. So nobody guesses on from many addresses, and nobody who
 * tries locks the owner out at home (OWASP ASVS 6.1.1, 6.3.1; NIST SP 800-63B-4, 3.2.2).
 */
const guessing: readonly Rule[] = [
  { per: 'account-and-source', tries: 15, seconds: QUARTER_HOUR, counts: 'failures' },
  { per: 'account-and-source', tries: 100, seconds: DAY, counts: 'failures' },
  {
    per: 'account',
    tries: 20,
    seconds: QUARTER_HOUR,
    counts: 'failures',
    sparesKnownSources: true,
  },
  { per: 'account', tries: 100, seconds: DAY, counts: 'failures', sparesKnownSources: true },
];

/** Spraying: one source tries many accounts. More than an office behind one address mistypes. */
const spraying: Rule = { per: 'source', tries: 60, seconds: QUARTER_HOUR, counts: 'failures' };

/** Every try comes back within 15 minutes, so that no Retry-After is longer. */
export const THROTTLES = {
  login: [...guessing, spraying],
  /** Account: the address that the account is to have. */
  register: [{ per: 'source', tries: 100, seconds: QUARTER_HOUR, counts: 'tries' }],
  refresh: [{ per: 'source', tries: 100, seconds: QUARTER_HOUR, counts: 'failures' }],
  /** Account: the mailbox, whether it has an account or not. */
  'forgot-password': [
    { per: 'account', tries: 5, seconds: HOUR, counts: 'tries' },
    { per: 'source', tries: 50, seconds: QUARTER_HOUR, counts: 'tries' },
  ],
  'reset-password': [{ per: 'source', tries: 30, seconds: QUARTER_HOUR, counts: 'failures' }],
  /** Account: the id of the signed-in user, who must know the password again. */
  'change-password': [{ per: 'account', tries: 10, seconds: QUARTER_HOUR, counts: 'failures' }],
  /** Account: the new mailbox. */
  'change-email': [
    { per: 'account', tries: 5, seconds: HOUR, counts: 'tries' },
    { per: 'source', tries: 30, seconds: QUARTER_HOUR, counts: 'tries' },
  ],
  'confirm-email': [{ per: 'source', tries: 30, seconds: QUARTER_HOUR, counts: 'failures' }],
  /** Account: the id of the user whose password was right already; six digits are few. */
  'second-factor': [
    { per: 'account', tries: 5, seconds: QUARTER_HOUR, counts: 'failures' },
    { per: 'account', tries: 100, seconds: DAY, counts: 'failures' },
    spraying,
  ],
  passkey: [{ per: 'source', tries: 60, seconds: QUARTER_HOUR, counts: 'failures' }],
  /** Each one is kept until it is answered or over. */
  'passkey-options': [{ per: 'source', tries: 100, seconds: QUARTER_HOUR, counts: 'tries' }],
  /** Each wrong token is an entry of the audit log. */
  setup: [{ per: 'source', tries: 20, seconds: QUARTER_HOUR, counts: 'failures' }],
  /** Each one is kept until it is answered or over. */
  'openid-connect-begin': [{ per: 'source', tries: 100, seconds: QUARTER_HOUR, counts: 'tries' }],
  'openid-connect': [{ per: 'source', tries: 60, seconds: QUARTER_HOUR, counts: 'failures' }],
} as const satisfies Readonly<Record<string, readonly Rule[]>>;

/** What is throttled. */
export type ThrottledAction = keyof typeof THROTTLES;
