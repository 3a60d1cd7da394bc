import { domainToASCII } from 'node:url';
import { z } from 'zod';

const LOCAL = /^[^\s@"(),:;<>[\\\]\p{C}]{1,64}$/u;
const RAW_DOMAIN = /^[\p{L}\p{M}\p{N}.-]+$/u;
const LABEL = '[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?';
const DOMAIN = new RegExp(`^${LABEL}(?:\\.${LABEL})+$`);
const MAX_LENGTH = 254;

/**
 * The one canonical form of an e-mail address: surrounding blanks gone, lower case, Unicode composed
 * (NFC), the domain in ASCII. Undefined for what is no address. Dots and plus signs stay: they differ
 * at most providers.
 */
export function canonicalEmail(text: string): string | undefined {
  const trimmed = text.trim();
  const at = trimmed.lastIndexOf('@');
  const local = trimmed.slice(0, Math.max(at, 0)).toLowerCase().normalize('NFC');
  const domain = trimmed.slice(at + 1);
  if (!LOCAL.test(local) || /^\.|\.\.|\.$/.test(local) || !RAW_DOMAIN.test(domain))
    return undefined;
  const canonical = `${local}@${domainToASCII(domain.toLowerCase())}`;
  return DOMAIN.test(canonical.slice(local.length + 1)) && canonical.length <= MAX_LENGTH
    ? canonical
    : undefined;
}

/** An e-mail address in a body; parses to its canonical form. */
export const emailSchema = z
  .string()
  .max(MAX_LENGTH)
  .refine((text) => canonicalEmail(text) !== undefined, 'must be an e-mail address')
  .overwrite((text) => canonicalEmail(text) ?? text)
  .describe('E-mail address; kept in its canonical form (lower case).');
