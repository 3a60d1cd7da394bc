import { ENTRIES, type Role } from './lexicon-entries';

/** Words of the longest phrase. */
const LONGEST = 5;
const PHRASES = compile();

export interface LexiconMatch {
  readonly role: Role;
  readonly length: number;
}

function compile(): ReadonlyMap<string, Role> {
  const phrases = new Map<string, Role>();
  for (const [role, list] of ENTRIES) {
    for (const phrase of list.split(',').map((part) => part.trim().replace(/\s+/g, ' '))) {
      phrases.set(phrase, role);
    }
  }
  return phrases;
}

/** The longest phrase of the vocabulary at the beginning of `words`. */
export function lexiconMatch(words: readonly string[]): LexiconMatch | undefined {
  for (let length = Math.min(LONGEST, words.length); length > 0; length -= 1) {
    // People hyphenate: "month-over-month", "on-demand prices".
    const role = PHRASES.get(words.slice(0, length).join(' ').replaceAll('-', ' '));
    if (role) return { role, length };
  }
  return undefined;
}

/** Roles that a misspelt word is never taken for: they would silently drop it or refuse the question. */
const UNCORRECTED: ReadonlySet<Role['kind']> = new Set(['noise', 'break', 'refused', 'except']);

const CALENDAR_WORDS = `january february march april june july august september october november december today
  yesterday last previous since between week weeks month months quarter quarters year years days`;

/** Words of the vocabulary that carry meaning, each with a text that is the same for words of one meaning. */
export function vocabulary(): ReadonlyMap<string, string> {
  const meanings = [...PHRASES]
    .filter(([phrase, { kind }]) => /^[a-z]{4,}$/.test(phrase) && !UNCORRECTED.has(kind))
    .map(([phrase, role]) => [phrase, JSON.stringify(role)] as const);
  return new Map([
    ...meanings,
    ...CALENDAR_WORDS.split(/\s+/).map((word) => [word, word] as const),
  ]);
}
