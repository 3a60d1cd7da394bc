import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Passwords of 8 characters and more that are tried first, in lower case, one a line. */
const FILE = join(__dirname, '../../data/common-passwords.txt');

let list: ReadonlySet<string> | undefined;

/** True for one of the passwords that everybody tries first, whatever its case; whole passwords only. */
export function isCommonPassword(password: string): boolean {
  list ??= new Set(readFileSync(FILE, 'utf8').split('\n').filter(Boolean));
  return list.has(password.toLowerCase());
}
