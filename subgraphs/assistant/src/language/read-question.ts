import { type Draft, draftOf } from './draft';
import { interpret } from './interpret';
import { type KnownNames, recognise } from './items';
import { vocabulary } from './lexicon';
import type { Reading } from './question';
import { nearest } from './spelling';
import { plain, type Token, tokenize } from './tokens';

export interface ReadOptions {
  /** The day on which it is asked, in UTC. */
  readonly today: string;
  /** Names of the viewer's data; without it only words outside the vocabulary can be names. */
  readonly knownNames?: KnownNames;
  /** Words (lower case, without accents) to be read as others. */
  readonly corrections?: ReadonlyMap<string, string>;
  /** Questions answered before in the same conversation, the oldest first: "and by region?" goes on from them. */
  readonly earlier?: readonly string[];
}

const OPENING = /^\W*(and|what about|how about|same|what if|now|also|then|instead|only|but)\b/i;

/** Reads a question about costs in English. Every text has a reading, at worst the refusal NOT_A_QUESTION. */
export function readQuestion(text: string, options: ReadOptions): Reading {
  const { today, earlier = [] } = options;
  const draft = draftFrom(text, options);
  if (!goesOn(text, draft, today)) return interpret(draft, today);
  let before: Draft | undefined;
  for (const question of earlier) {
    const next = draftFrom(question, options);
    before = before && goesOn(question, next, today) ? merged(before, next) : next;
  }
  return interpret(before && saysSomething(draft) ? merged(before, draft) : draft, today);
}

function draftFrom(text: string, { today, knownNames, corrections }: ReadOptions): Draft {
  const tokens = tokenize(text).map((token) => corrected(token, corrections));
  return draftOf(recognise(tokens, today, knownNames));
}

function corrected(token: Token, corrections: ReadonlyMap<string, string> | undefined): Token {
  const word = token.quoted ? undefined : corrections?.get(token.word);
  return word === undefined ? token : { ...token, text: word, word };
}

/** The word of the vocabulary that each of these words is most likely meant to be. */
export function correctionsFor(words: Iterable<string>): ReadonlyMap<string, string> {
  const meanings = vocabulary();
  const corrections = new Map<string, string>();
  for (const text of words) {
    const word = plain(text);
    if (!/^[a-z]+$/.test(word) || meanings.has(word)) continue;
    const found = nearest(word, meanings.keys());
    const [first] = found;
    const meaning = new Set(found.map((candidate) => meanings.get(candidate)));
    if (first !== undefined && meaning.size === 1) corrections.set(word, first);
  }
  return corrections;
}

/** True for a question that leans on the one before: it opens like that, or has no sign of cost itself. */
function goesOn(text: string, draft: Draft, today: string): boolean {
  const reading = interpret(draft, today);
  if (reading.kind === 'refusal') return reading.reason === 'NOT_A_QUESTION';
  return OPENING.test(text) && !draft.cost && draft.metric === null;
}

function saysSomething(draft: Draft): boolean {
  const { metric, times, groups, names, granularity, top } = draft;
  return Boolean(
    metric ||
      times.length ||
      groups.length ||
      names.length ||
      granularity ||
      top ||
      draft.breakdown,
  );
}

/** What the new question says replaces what the one before said; the rest of that still holds. */
function merged(before: Draft, next: Draft): Draft {
  const inherited = before.names.map((name) => ({ ...name, inherited: true }));
  return {
    ...before,
    cost: true,
    metric: next.metric ?? before.metric,
    times: next.times.length > 0 ? next.times : before.times,
    groups: next.groups.length > 0 ? next.groups : before.groups,
    breakdown: before.breakdown || next.breakdown,
    names: [...inherited, ...next.names],
    joinedNames: before.joinedNames || next.joinedNames,
    granularity: next.granularity ?? before.granularity,
    top: next.top ?? before.top,
    count: next.count ?? before.count,
    refused: next.refused,
  };
}
