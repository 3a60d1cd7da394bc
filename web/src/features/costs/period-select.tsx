'use client';

import { Select } from '@/components/ui/field';
import type { Period } from '@/lib/calendar';
import type { Preset } from './view';

interface PeriodSelectProps {
  readonly period: Period;
  readonly presets: readonly Preset[];
  readonly onChange: (preset: Preset) => void;
}

/** Periods by their names; any other is a custom one. */
export function PeriodSelect({ period, presets, onChange }: PeriodSelectProps) {
  const preset = presets.find(({ from, to }) => from === period.from && to === period.to);
  return (
    <Select
      label="Period"
      value={preset?.name ?? ''}
      onChange={({ target }) => {
        const next = presets.find(({ name }) => name === target.value);
        if (next) onChange(next);
      }}
    >
      <option value="" disabled>
        Custom
      </option>
      {presets.map(({ name }) => (
        <option key={name}>{name}</option>
      ))}
    </Select>
  );
}
