import { isCommonPassword } from './common-passwords';

export const MIN_LENGTH = 8;
export const MAX_LENGTH = 256;

/** Words that an attacker of this installation tries first; whole passwords only. */
const PRODUCT = ['aifinops', 'ai-finops', 'ai finops'];

/** Length as people count it: a character outside of the basic plane is one. */
export const lengthOf = (password: string): number => [...password].length;

/**
 * Why a new password is not acceptable; undefined when it is. Any characters are welcome, none is
 * demanded. `email` is the account's own address.
 */
export function passwordFault(password: string, email: string): string | undefined {
  const length = lengthOf(password);
  if (length < MIN_LENGTH) return `must have at least ${MIN_LENGTH} characters`;
  if (length > MAX_LENGTH) return `must have at most ${MAX_LENGTH} characters`;
  if (isCommonPassword(password)) return 'is one of the passwords that everybody tries first';
  const lower = password.toLowerCase();
  const address = email.trim().toLowerCase();
  const own = [address, address.split('@')[0] ?? ''];
  if (own.includes(lower) || PRODUCT.includes(lower))
    return 'is too easy to guess for this account';
  return undefined;
}
