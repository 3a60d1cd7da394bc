/** The least that a secret may have: one character for each byte of a 256-bit key. */
export const SECRET_LENGTH = 32;

/** What examples and documentation show in a secret's place. */
const PLACEHOLDER = /\byour-|change[-_ ]?(me|this|in[-_ ]production)|placeholder|<.*>/i;

/** True for the text that stands in a secret's place in documentation. */
export const isPlaceholder = (text: string): boolean => PLACEHOLDER.test(text);

/**
 * Words of secrets that people make up. Among 43 random characters of base64 one of these turns up once
 * in some hundred thousand secrets.
 */
const WORDS = /secret|passwor|token|default|example|finops|admin|qwert|letmein|pepper/i;

/** A random key of 16 characters to choose from has more; a repeated or counted-up text has fewer. */
const LEAST_VARIETY = 10;

/** Different characters, or different steps from one to the next: whichever is fewer. */
function variety(text: string): number {
  const codes = [...text].map((character) => character.codePointAt(0) ?? 0);
  const steps = codes.slice(1).map((code, i) => code - (codes[i] ?? 0));
  return Math.min(new Set(codes).size, new Set(steps).size);
}

/** Why a text cannot be what a random generator made; undefined when it may be. */
export function guessable(text: string): string | undefined {
  if (variety(text) < LEAST_VARIETY) return 'repeats itself: make a random one';
  if (WORDS.test(text)) return 'is made of words: make a random one';
  return undefined;
}

/**
 * Faults of secrets that a look at one alone does not show: one value for two purposes, and in production
 * anything that could be guessed. Pairs of name and reason; never a value.
 */
export function secretFaults(
  names: readonly string[],
  values: Readonly<Record<string, string | undefined>>,
  production: boolean,
): [name: string, reason: string][] {
  return names.flatMap((name, i): [string, string][] => {
    const value = values[name];
    if (value === undefined) return [];
    const same = names.slice(0, i).find((other) => values[other] === value);
    if (same) return [[name, `must differ from ${same}`]];
    const reason = production ? guessable(value) : undefined;
    return reason ? [[name, reason]] : [];
  });
}
