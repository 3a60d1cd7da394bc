/**
 * First second (since the epoch) whose access tokens hold after everything issued before `moment` was
 * called back. Tokens know whole seconds only, so it is the second after: one issued right before the
 * moment never slips through, and one issued right after is dated to it.
 */
export const validFromSeconds = (moment: Date): number => Math.floor(moment.getTime() / 1000) + 1;

/** The `iat` of an access token for rights read at `now`. */
export const issuedAtSeconds = (now: Date, tokensValidFrom: Date | null): number =>
  Math.max(
    Math.floor(now.getTime() / 1000),
    tokensValidFrom ? validFromSeconds(tokensValidFrom) : 0,
  );
