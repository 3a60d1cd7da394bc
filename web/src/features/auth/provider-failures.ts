/** What people are told of a sign-in by a provider that failed. */
const MESSAGES: Readonly<Record<string, string>> = {
  EMAIL_TAKEN:
    'Your address has an account already. Sign in as before and link this identity on the security page.',
  IDENTITY_NOT_LINKED: 'No account is linked to this identity.',
  IDENTITY_REFUSED: 'The provider did not sign you in.',
  INVALID_CHALLENGE: 'This attempt is over. Begin again.',
  INVALID_CREDENTIALS: 'This account is closed.',
  CONFLICT: 'This identity is linked to an account already.',
  TOO_MANY_REQUESTS: 'Too many tries. Wait a while before the next one.',
  SERVICE_UNAVAILABLE: 'The provider cannot be reached at the moment.',
};

/** Undefined when nothing failed. Only our own words are shown, whatever the address says. */
export function providerFailure(code: string | string[] | undefined): string | undefined {
  if (code === undefined) return undefined;
  const known = typeof code === 'string' && Object.hasOwn(MESSAGES, code) && MESSAGES[code];
  return known || 'Signing in by the provider failed.';
}
