import type { ValuesByDimension } from '../finops/cost-types';
import type { NamedDimension } from '../language/dimension-names';
import { comparable, type KnownNames } from '../language/items';
import { forgiven, nearest } from '../language/spelling';
import { aliasTargets, sameKeys } from './aliases';
import { exactForms, numberForms } from './name-forms';

/** A value that charges of the viewer have. */
export interface Value {
  readonly dimension: NamedDimension;
  readonly tagKey: string | null;
  readonly value: string;
}

/** How sure it is that a text means a value. */
export type Certainty = 'exact' | 'part' | 'spelling';

export interface Found {
  readonly values: readonly Value[];
  readonly certainty: Certainty;
}

export interface FindOptions {
  /** Also take names that contain the text. */
  readonly parts: boolean;
  /** Also take names that differ by a typing error. */
  readonly spelling: boolean;
}

const LONGEST_NAME = 12;
/** Shorter texts are part of almost everything. */
const SHORTEST_PART = 3;

/** The names in a viewer's data, for recognising them in a question. */
export class Catalogue {
  private readonly forms = new Map<string, Value[]>();
  private readonly keyForms: ReadonlySet<string>;
  private readonly whole: { readonly form: string; readonly value: Value }[] = [];

  constructor(
    values: ValuesByDimension,
    /** Keys of tags, the most frequent first. */
    readonly tagKeys: readonly string[],
  ) {
    this.keyForms = new Set(tagKeys.map(comparable));
    for (const { dimension, tagKey, values: counts } of values) {
      for (const { value } of counts) if (value) this.add({ dimension, tagKey, value });
    }
  }

  private add(value: Value): void {
    const form = comparable(value.value);
    if (form === '') return;
    this.whole.push({ form, value });
    for (const exact of exactForms(value.value)) {
      const known = this.forms.get(exact);
      if (known) known.push(value);
      else this.forms.set(exact, [value]);
    }
  }

  readonly knownNames: KnownNames = (words) => {
    if (!isWord(words[0])) return 0;
    for (let length = Math.min(words.length, LONGEST_NAME); length > 0; length -= 1) {
      if (!isWord(words[length - 1])) continue;
      const form = comparable(words.slice(0, length).join(' '));
      if (this.exact(form).length > 0 || (length > 1 && this.keyForms.has(form))) return length;
    }
    return 0;
  };

  /** What a text means, the surest reading that `fits`; undefined when nothing does. */
  find(text: string, fits: (value: Value) => boolean, options: FindOptions): Found | undefined {
    const form = comparable(text);
    if (form === '') return undefined;
    const exact = this.exact(form).filter(fits);
    if (exact.length > 0) return { values: exact, certainty: 'exact' };
    const part = options.parts ? this.containing(form).filter(fits) : [];
    if (part.length > 0) return { values: part, certainty: 'part' };
    if (!options.spelling || forgiven(form) === 0) return undefined;
    const candidates = [...this.forms].filter(([, values]) => values.some(fits));
    const near = nearest(
      form,
      candidates.map(([candidate]) => candidate),
    );
    const values = near.flatMap((candidate) => this.forms.get(candidate) ?? []).filter(fits);
    return values.length > 0 ? { values: [...new Set(values)], certainty: 'spelling' } : undefined;
  }

  private exact(form: string): readonly Value[] {
    // "credits" is a charge category as much as it may be a service of that very name.
    const forms = [form, ...numberForms(form)];
    const values = this.valuesOf(forms);
    return values.length > 0 ? values : this.valuesOf(aliasTargets(form));
  }

  private valuesOf(forms: readonly string[]): readonly Value[] {
    return [...new Set(forms.flatMap((form) => this.forms.get(form) ?? []))];
  }

  /** Values with the text as whole words, else at the beginning of a word. */
  private containing(form: string): readonly Value[] {
    if (form.length < SHORTEST_PART) return [];
    const words = this.whole.filter((entry) => ` ${entry.form} `.includes(` ${form} `));
    const found =
      words.length > 0
        ? words
        : this.whole.filter((entry) => ` ${entry.form}`.includes(` ${form}`));
    return found.map(({ value }) => value);
  }

  /** The tag keys that a word means: spelt so, then so but for case and sign, then of the same meaning. */
  keysFor(text: string): readonly string[] {
    const form = comparable(text);
    const forms = [form, ...numberForms(form)];
    const same = new Set(forms.flatMap(sameKeys));
    return [
      ...new Set([
        ...this.tagKeys.filter((key) => key === text),
        ...this.tagKeys.filter((key) => forms.includes(comparable(key))),
        ...this.tagKeys.filter((key) => same.has(comparable(key))),
      ]),
    ];
  }
}

/** False for a sign: no name begins or ends with one. */
function isWord(word: string | undefined): boolean {
  return word !== undefined && /[\p{L}\p{N}]/u.test(word);
}
