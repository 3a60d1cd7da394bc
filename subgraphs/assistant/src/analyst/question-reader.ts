import { Injectable } from '@nestjs/common';
import type { CostFilter, ValuesByDimension } from '../finops/cost-types';
import { FinopsApi } from '../finops/finops-api';
import type { Asker } from '../finops/finops-client';
import type { Term } from '../language/dimension-names';
import type { Grouping, Question, RefusalReason } from '../language/question';
import { correctionsFor, type ReadOptions, readQuestion } from '../language/read-question';
import { tokenize } from '../language/tokens';
import { Catalogue, type FindOptions } from '../names/catalogue';
import { COMMON_DIMENSIONS, RARE_DIMENSIONS } from '../names/name-dimensions';
import { type Resolved, resolveNames } from '../names/resolve-names';

interface FoundQuestion {
  readonly kind: 'question';
  readonly question: Question;
  readonly groupBy: readonly Term[];
  readonly filter: readonly CostFilter[];
  readonly notes: readonly string[];
}

/** A question with its names found in the data, or why there is none. */
export type ReadQuestion =
  | FoundQuestion
  | { readonly kind: 'refusal'; readonly reason: RefusalReason }
  | { readonly kind: 'unknown'; readonly names: readonly string[] };

interface Names {
  readonly values: ValuesByDimension;
  readonly tagKeys: readonly string[];
}

type AttemptOptions = ReadOptions & Partial<FindOptions>;

const NO_QUESTION: ReadQuestion = { kind: 'refusal', reason: 'NOT_A_QUESTION' };

/** Keys of tags whose values are searched for a name, the most frequent first. */
const MOST_TAG_KEYS = 20;
/** Names searched among resources, each a question to finops. */
const MOST_SEARCHES = 3;
const SHORTEST_SEARCH = 3;

/**
 * Reads a question in rounds, each only when the one before left words over: by vocabulary alone; with the
 * common names of the viewer's data; with its rare ones, tags and resources, and parts of names; with typing errors
 * forgiven.
 */
@Injectable()
export class QuestionReader {
  constructor(private readonly finops: FinopsApi) {}

  async read(asker: Asker, text: string, options: ReadOptions): Promise<ReadQuestion> {
    const first = readQuestion(text, options);
    if (first.kind === 'refusal' && first.reason === 'COMMAND') return first;
    if (first.kind === 'refusal' && first.reason === 'NOT_A_QUESTION') {
      return this.readMistyped(asker, text, options);
    }
    if (first.kind !== 'refusal' && !asksForNames(first)) {
      return found(first, withoutNames(first));
    }
    let names = await this.names(asker);
    let attempt = this.attempt(text, options, names);
    if (attempt.kind === 'unknown') {
      names = await this.withRareNames(asker, names, attempt.names);
      attempt = this.attempt(text, { ...options, parts: true }, names);
    }
    if (attempt.kind !== 'unknown') return attempt;
    // A word that is no name is a word of ours mistyped, or else a name mistyped.
    const corrections = correctionsFor(attempt.names.flatMap((name) => name.split(' ')));
    return this.attempt(text, { ...options, corrections, parts: true, spelling: true }, names);
  }

  /** When even the word for cost is mistyped: taken for a question only if every name in it is known. */
  private async readMistyped(
    asker: Asker,
    text: string,
    options: ReadOptions,
  ): Promise<ReadQuestion> {
    const corrections = correctionsFor(tokenize(text).map(({ word }) => word));
    const corrected = readQuestion(text, { ...options, corrections });
    if (corrections.size === 0 || corrected.kind === 'refusal') return NO_QUESTION;
    const forgiving = { ...options, corrections, spelling: true };
    const attempt = this.attempt(text, forgiving, await this.names(asker));
    return attempt.kind === 'question' ? attempt : NO_QUESTION;
  }

  private names(asker: Asker): Promise<Names> {
    return this.finops.valuesAndTagKeys(asker, COMMON_DIMENSIONS);
  }

  private async withRareNames(
    asker: Asker,
    names: Names,
    unknown: readonly string[],
  ): Promise<Names> {
    const searches = unknown
      .filter((name) => name.length >= SHORTEST_SEARCH)
      .slice(0, MOST_SEARCHES);
    const rare = await Promise.all([
      this.finops.values(asker, RARE_DIMENSIONS),
      this.finops.tagValues(asker, names.tagKeys.slice(0, MOST_TAG_KEYS)),
      ...searches.map((name) => this.finops.resources(asker, name)),
    ]);
    return { ...names, values: [...names.values, ...rare.flat()] };
  }

  private attempt(text: string, options: AttemptOptions, names: Names): ReadQuestion {
    const { parts = false, spelling = false, corrections = new Map<string, string>() } = options;
    const catalogue = new Catalogue(names.values, names.tagKeys);
    const reading = readQuestion(text, { ...options, knownNames: catalogue.knownNames });
    if (reading.kind === 'refusal') return reading;
    const find = { parts, spelling };
    const resolved = resolveNames(reading.names, groupingsOf(reading), catalogue, find);
    const { unresolved } = resolved;
    if (unresolved.length > 0) return { kind: 'unknown', names: unresolved };
    const read = found(reading, resolved);
    const notes = [...corrections].map(([word, meant]) => `I read “${word}” as “${meant}”.`);
    return { ...read, notes: [...notes, ...read.notes] };
  }
}

function groupingsOf(question: Question): readonly Grouping[] {
  return question.kind === 'total' ? [] : question.groupBy;
}

function asksForNames(question: Question): boolean {
  return (
    question.names.length > 0 || groupingsOf(question).some(({ kind }) => kind !== 'dimension')
  );
}

function found(question: Question, resolved: Resolved): FoundQuestion {
  const { groupBy, filter, notes } = resolved;
  return { kind: 'question', question, groupBy, filter, notes };
}

function withoutNames(question: Question): Resolved {
  const terms = groupingsOf(question).flatMap((grouping) =>
    grouping.kind === 'dimension' ? [{ dimension: grouping.dimension, tagKey: null }] : [],
  );
  return { groupBy: terms, filter: [], notes: [], unresolved: [] };
}
