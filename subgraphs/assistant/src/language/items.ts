import { isAmbiguousDay, type Match } from './calendar-phrases';
import { lexiconMatch } from './lexicon';
import type { Role } from './lexicon-entries';
import { countOf } from './numbers';
import { type TimePhrase, timePhrase } from './period-phrases';
import { plain, type Token } from './tokens';

/** A piece of a question: time, a phrase of the vocabulary, a number, or words that must be a name. */
export type Item =
  | { readonly kind: 'time'; readonly time: TimePhrase }
  | { readonly kind: 'count'; readonly count: number; readonly top: boolean; readonly text: string }
  | {
      readonly kind: 'words';
      readonly text: string;
      /** A name in the data or a quotation: never joined with its neighbours. */
      readonly whole: boolean;
    }
  | Role;

/** Tells how many of the words from the first on are, together, a known name; 0 when none is. */
export type KnownNames = (words: readonly string[]) => number;

const NO_NAMES: KnownNames = () => 0;
/** Longest name in words. */
const LONGEST_NAME = 12;
/** Signs that join what stands on both sides. */
const JOINTS = new Set([':', '=', '/']);

/** Cuts the tokens into items, taking the longest phrase everywhere. */
export function recognise(
  tokens: readonly Token[],
  today: string,
  knownNames: KnownNames = NO_NAMES,
): Item[] {
  const items: Item[] = [];
  for (let at = 0; at < tokens.length; ) {
    const { value, length } = itemAt(tokens, at, today, knownNames);
    items.push(value);
    at += length;
  }
  return items;
}

function itemAt(
  tokens: readonly Token[],
  at: number,
  today: string,
  knownNames: KnownNames,
): Match<Item> {
  const token = tokens[at];
  if (!token) return { value: { kind: 'break' }, length: 1 };
  if (token.quoted) return words(token.text, 1, true);
  const following = unquoted(tokens, at);
  const time = timePhrase(tokens, at, today);
  const phrase = lexiconMatch(following);
  const name = knownNames(following);
  const vocabulary = Math.max(time?.length ?? 0, phrase?.length ?? 0);
  // A name wins over shorter vocabulary ("Key Management Service"); one word of both is vocabulary.
  if (name > vocabulary) {
    return words(textOf(tokens.slice(at, at + name)), name, true);
  }
  if (time && time.length >= (phrase?.length ?? 0)) {
    return { value: { kind: 'time', time: time.value }, length: time.length };
  }
  if (phrase) return { value: phrase.role, length: phrase.length };
  return signOrWord(tokens, at, token);
}

function signOrWord(tokens: readonly Token[], at: number, token: Token): Match<Item> {
  const one = (value: Item): Match<Item> => ({ value, length: 1 });
  if (isAmbiguousDay(token.word)) return one({ kind: 'refused', reason: 'AMBIGUOUS_DATE' });
  const top = /^top-?(\d{1,4})$/.exec(token.word)?.[1];
  const count = countOf(top ?? token.word);
  if (count) return one({ kind: 'count', count, top: top !== undefined, text: token.text });
  if (/[\p{L}\p{N}]/u.test(token.text)) return words(textOf([token]), 1, false);
  const joins = JOINTS.has(token.text) && token.glued && tokens[at + 1]?.glued;
  if (joins || token.text === '=') return one({ kind: 'equals' });
  return one(token.text === ',' ? { kind: 'and' } : { kind: 'break' });
}

function words(text: string, length: number, whole: boolean): Match<Item> {
  return { value: { kind: 'words', text, whole }, length };
}

/** The words from `at` to the next quotation, as far as a phrase or a name can reach. */
function unquoted(tokens: readonly Token[], at: number): string[] {
  const reach = tokens.slice(at, at + LONGEST_NAME);
  const end = reach.findIndex((token) => token.quoted);
  return (end < 0 ? reach : reach.slice(0, end)).map(({ word }) => word);
}

/** As written, so that names can be shown as the asker spelt them. */
function textOf(tokens: readonly Token[]): string {
  return tokens
    .map(({ text, glued }, i) => (i > 0 && !glued ? ` ${text}` : text))
    .join('')
    .replace(/['’]s$/, '');
}

/** A name for comparing: lower case without accents, its signs as single blanks. */
export function comparable(text: string): string {
  return plain(text)
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
}
