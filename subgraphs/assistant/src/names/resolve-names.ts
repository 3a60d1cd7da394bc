import type { CostFilter } from '../finops/cost-types';
import { type Term, termName } from '../language/dimension-names';
import type { Grouping, Name, NameHint } from '../language/question';
import type { Catalogue, FindOptions, Found, Value } from './catalogue';
import { type Condition, combined } from './conditions';
import { byPrecedence, distinct, FAMILIES, isResource, sameTerm } from './name-dimensions';

/** What a question's names and groupings mean in the data. */
export interface Resolved {
  readonly groupBy: readonly Term[];
  readonly filter: readonly CostFilter[];
  /** What had to be decided, for the asker to know. */
  readonly notes: readonly string[];
  /** Words that are no name in the data. */
  readonly unresolved: readonly string[];
}

export function resolveNames(
  names: readonly Name[],
  groupings: readonly Grouping[],
  catalogue: Catalogue,
  options: FindOptions,
): Resolved {
  return new Resolution(catalogue, options).resolve(names, groupings);
}

class Resolution {
  private readonly conditions: Condition[] = [];
  private readonly notes: string[] = [];
  private readonly unresolved: string[] = [];
  /** What all names of a list can be. */
  private common: Term | null = null;

  constructor(
    private readonly catalogue: Catalogue,
    private readonly options: FindOptions,
  ) {}

  resolve(names: readonly Name[], groupings: readonly Grouping[]): Resolved {
    const groupBy: Term[] = [];
    for (const grouping of groupings) {
      const term = this.groupTerm(grouping);
      if (term) groupBy.push(term);
    }
    for (let at = 0; at < names.length; at += 1) {
      const [name, next] = [names[at], names[at + 1]];
      if (!name) continue;
      const isPair = next && !next.joined && !name.hint && !next.hint;
      if (isPair && this.pair(name, `${name.text} ${next.text}`)) at += 1;
      else {
        if (!name.joined) this.common = this.commonTerm(name, names.slice(at + 1));
        this.name(name);
      }
    }
    const filter = combined(this.conditions);
    if (groupings.some(({ kind }) => kind === 'names')) {
      const first = this.conditions[0];
      if (first) groupBy.push(first.term);
    }
    return {
      groupBy: distinct(groupBy),
      filter,
      notes: [...new Set(this.notes)],
      unresolved: this.unresolved,
    };
  }

  /** "Storage against Compute" are two categories, though there is a service Storage too. */
  private commonTerm(first: Name, following: readonly Name[]): Term | null {
    const end = following.findIndex(({ joined }) => !joined);
    const list = end < 0 ? following : following.slice(0, end);
    if (list.length === 0) return null;
    const [terms = [], ...others] = [first, ...list].map(({ text, hint }) =>
      byPrecedence(this.find(text, hint)?.values ?? []),
    );
    const shared = (term: Term) =>
      others.every((other) => other.some((candidate) => sameTerm(candidate, term)));
    return terms.find(shared) ?? null;
  }

  private groupTerm(grouping: Grouping): Term | undefined {
    if (grouping.kind === 'names') return undefined;
    if (grouping.kind === 'dimension') return { dimension: grouping.dimension, tagKey: null };
    const text = grouping.kind === 'tag' ? grouping.key : grouping.text;
    const key = this.tagKey(text);
    if (key !== undefined) return { dimension: 'TAG', tagKey: key };
    if (grouping.kind === 'tag') {
      this.unresolved.push(text);
      return undefined;
    }
    // "by team payments": the key, then a name.
    const [head = '', ...rest] = text.split(' ');
    const headKey = rest.length > 0 ? this.tagKey(head) : undefined;
    this.name(plainName(headKey === undefined ? text : rest.join(' ')));
    return headKey === undefined ? undefined : { dimension: 'TAG', tagKey: headKey };
  }

  /** The key that a word means; the most frequent one when several do. */
  private tagKey(text: string): string | undefined {
    const [key, ...others] = this.catalogue.keysFor(text);
    if (key !== undefined && others.length > 0) {
      this.notes.push(
        `I took the tag “${key}”; ${listed(others)} ${others.length > 1 ? 'are other tags' : 'is another tag'}.`,
      );
    }
    return key;
  }

  private name(name: Name): void {
    if (name.absent) {
      const key = this.tagKey(name.text);
      if (key === undefined) this.unresolved.push(name.text);
      else this.add(name, { dimension: 'TAG', tagKey: key }, 'IS_NULL', []);
      return;
    }
    if (!this.value(name) && !this.pair(name, name.text) && !this.split(name)) {
      this.unresolved.push(name.text);
    }
  }

  /** The name as one value. */
  private value(name: Name, certain = false): boolean {
    const { hint } = name;
    if (hint?.kind === 'tag') return this.tagValue(name, hint.key);
    const found = this.find(name.text, hint);
    if (!found || (certain && found.certainty !== 'exact')) return false;
    this.take(name, found);
    return true;
  }

  private find(text: string, hint: NameHint | null): Found | undefined {
    if (hint?.kind !== 'dimension') return this.catalogue.find(text, () => true, this.options);
    const family = FAMILIES[hint.dimension] ?? [hint.dimension];
    const within = this.catalogue.find(
      text,
      ({ dimension }) => family.includes(dimension),
      this.options,
    );
    return within ?? (hint.sure ? undefined : this.find(text, null));
  }

  /** "tagged prod", "team=payments", "with a team tag". */
  private tagValue(name: Name, key: string | null): boolean {
    const keys = key === null ? null : this.catalogue.keysFor(key);
    if (keys?.length === 0) return false;
    const fits = (value: Value) =>
      value.tagKey !== null && (keys === null || keys.includes(value.tagKey));
    const found = this.catalogue.find(name.text, fits, this.options);
    if (found) {
      this.take(name, found);
      return true;
    }
    const present = key === null ? this.tagKey(name.text) : undefined;
    if (present === undefined) return false;
    this.add(name, { dimension: 'TAG', tagKey: present }, 'IS_NOT_NULL', []);
    return true;
  }

  /** "team payments" and "production environment": a tag's key beside its value. */
  private pair(name: Name, text: string): boolean {
    const words = text.split(' ');
    if (name.absent || name.hint?.kind === 'dimension') return false;
    return words.slice(1).some((_, i) => {
      const [head, tail] = [words.slice(0, i + 1).join(' '), words.slice(i + 1).join(' ')];
      return this.keyed(name, head, tail) || this.keyed(name, tail, head);
    });
  }

  private keyed(name: Name, key: string, value: string): boolean {
    const isKey = this.catalogue.keysFor(key).length > 0;
    return isKey && this.tagValue({ ...name, text: value }, key);
  }

  /** Several names in a row: the longest certain one first. */
  private split(name: Name): boolean {
    const words = name.text.split(' ');
    for (let length = words.length - 1; length > 0; length -= 1) {
      const head = { ...name, text: words.slice(0, length).join(' ') };
      const tail = { ...name, text: words.slice(length).join(' ') };
      const [conditions, notes] = [this.conditions.length, this.notes.length];
      if (this.value(head, true) && (this.value(tail, true) || this.split(tail))) return true;
      this.conditions.length = conditions;
      this.notes.length = notes;
    }
    return false;
  }

  private take(name: Name, found: Found): void {
    const terms = byPrecedence(found.values);
    const { common } = this;
    const term = terms.find((t) => common && sameTerm(t, common)) ?? terms[0];
    if (!term) return;
    const own = found.values.filter((value) => sameTerm(value, term));
    const values = [...new Set(own.map(({ value }) => value))];
    const what = `“${name.text}”`;
    if (found.certainty === 'part' && isResource(term)) {
      // A search for resources ends early: the text itself says which are meant.
      if (name.excluded) this.unresolved.push(name.text);
      else this.add(name, term, 'CONTAINS', [name.text]);
      return;
    }
    this.add(name, term, name.excluded ? 'NOT_IN' : 'IN', values);
    const meant = `${termName(term)} ${listed(values)}`;
    if (found.certainty === 'spelling') this.notes.push(`I read ${what} as ${meant}.`);
    if (found.certainty === 'part') {
      const count = values.length > 1 ? ` (all ${values.length})` : '';
      this.notes.push(`I took ${what} as ${meant}${count}.`);
    }
    // The id and the name of one thing are no two readings.
    const elsewhere = terms.map(termName).filter((other) => other !== termName(term));
    if (elsewhere.length > 0 && found.certainty === 'exact') {
      const others = [...new Set(elsewhere)].join(' and a ');
      this.notes.push(`I took ${what} as ${termName(term)}; it is also a ${others}.`);
    }
  }

  private add(
    name: Name,
    term: Term,
    operator: CostFilter['operator'],
    values: readonly string[],
  ): void {
    this.conditions.push({ term, operator, values, inherited: name.inherited });
  }
}

function plainName(text: string): Name {
  return { text, hint: null, excluded: false, absent: false, joined: false, inherited: false };
}

const SHOWN = 5;

/** "“a”, “b” and “c”", shortened when there are many. */
function listed(values: readonly string[]): string {
  const shown = values.slice(0, SHOWN).map((value) => `“${value}”`);
  const rest = values.length - shown.length;
  if (rest > 0) return `${shown.join(', ')} and ${rest} more`;
  const last = shown.pop() ?? '';
  return shown.length > 0 ? `${shown.join(', ')} and ${last}` : last;
}
