'use client';

import { Select } from '@/components/ui/field';
import { namesOf } from '@/lib/names-of';
import type { Term } from './view';
import { termText } from './view-text';
import { DIMENSIONS, termName } from './vocabulary';

interface NameSelectProps<Name extends string> {
  readonly label: string;
  /** Every choice with its name for people. */
  readonly names: Readonly<Record<Name, string>>;
  readonly value: Name;
  readonly onChange: (value: Name) => void;
}

export function NameSelect<Name extends string>(props: NameSelectProps<Name>) {
  const { label, names, value, onChange } = props;
  const choices = namesOf(names);
  return (
    <Select
      label={label}
      value={value}
      onChange={({ target }) => {
        const chosen = choices.find((name) => name === target.value);
        if (chosen) onChange(chosen);
      }}
    >
      {choices.map((name) => (
        <option key={name} value={name}>
          {names[name]}
        </option>
      ))}
    </Select>
  );
}

interface TermSelectProps {
  readonly label: string;
  readonly term: Term | undefined;
  readonly tagKeys: readonly string[];
  readonly onChange: (text: string) => void;
}

/** Any dimension, or a tag; the text of none is empty. */
export function TermSelect({ label, term, tagKeys, onChange }: TermSelectProps) {
  const keys = term?.tagKey ? [...new Set([...tagKeys, term.tagKey])] : tagKeys;
  return (
    <Select
      label={label}
      value={term ? termText(term) : ''}
      onChange={({ target }) => onChange(target.value)}
    >
      <option value="">Nothing</option>
      <optgroup label="Dimensions">
        {DIMENSIONS.filter((name) => name !== 'TAG' && name !== 'ALLOCATED_TAG').map(
          (dimension) => (
            <option key={dimension} value={dimension}>
              {termName({ dimension, tagKey: null })}
            </option>
          ),
        )}
      </optgroup>
      {keys.length > 0 ? (
        <optgroup label="Tags">
          {keys.map((tagKey) => (
            <option key={tagKey} value={termText({ dimension: 'TAG', tagKey })}>
              {tagKey}
            </option>
          ))}
        </optgroup>
      ) : null}
    </Select>
  );
}
