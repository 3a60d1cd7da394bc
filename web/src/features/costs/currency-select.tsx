'use client';

import { Select } from '@/components/ui/field';
import {
  type ConversionChoice,
  choiceText,
  offeredSources,
  type RateSource,
} from './conversion-choice';

interface CurrencySelectProps {
  readonly choice: ConversionChoice;
  readonly sources: readonly RateSource[];
  readonly onChange: (choice: ConversionChoice) => void;
}

/** The currency of all amounts, by the source of the rates that they are converted with. */
export function CurrencySelect({ choice, sources, onChange }: CurrencySelectProps) {
  const offered = offeredSources(choice, sources);
  return (
    <Select
      label="Currency"
      value={choiceText(choice)}
      onChange={({ target }) => {
        const [rates, convert] = target.value.split(':');
        onChange(
          rates && convert
            ? { ...choice, convert, rates }
            : { convert: null, rates: null, maxAge: null },
        );
      }}
    >
      <option value="">As billed</option>
      {offered.map(({ name, currencies }) => (
        <optgroup key={name} label={`At the rates of ${name}`}>
          {currencies.map((currency) => (
            <option
              key={currency}
              value={choiceText({ ...choice, rates: name, convert: currency })}
            >
              {currency}
            </option>
          ))}
        </optgroup>
      ))}
      {offered.length === 0 ? <option disabled>No exchange rates yet</option> : null}
    </Select>
  );
}
