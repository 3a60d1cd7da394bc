/**
 * The longest that an access token may live. Accounts remembers for this long, and a minute, whose tokens
 * were called back: one that lived longer would come back to life.
 */
export const MAX_ACCESS_SECONDS = 900;
