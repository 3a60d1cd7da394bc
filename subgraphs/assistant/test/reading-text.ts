import type { Period } from '../src/language/period';
import type { Grouping, Name, Reading } from '../src/language/question';

/**
 * A reading on one line, for tables of cases:
 * `kind metric [period] [against baseline] [by unit] [per groups] [top n] [only names]`.
 * A period that still runs shows its end in brackets.
 */
export function readingText(reading: Reading): string {
  if (reading.kind === 'refusal') return `refused ${reading.reason}`;
  const parts: string[] = [reading.kind];
  if (reading.metric !== 'EFFECTIVE_COST') parts.push(reading.metric);
  if (reading.period) parts.push(periodText(reading.period));
  if ('baseline' in reading && reading.baseline) parts.push(`vs ${periodText(reading.baseline)}`);
  if (reading.kind === 'trend') parts.push(reading.granularity);
  if (reading.kind !== 'total' && reading.groupBy.length > 0) {
    parts.push(`per ${reading.groupBy.map(groupText).join(' + ')}`);
  }
  if (reading.kind === 'top') parts.push(`${reading.order} ${reading.count}`);
  if (reading.kind === 'movers' && reading.direction) parts.push(reading.direction);
  if (reading.names.length > 0) parts.push(`{${reading.names.map(nameText).join(' | ')}}`);
  return parts.join(' ');
}

function periodText({ from, to, end }: Period): string {
  return `${from}..${to}${end === to ? '' : `(${end})`}`;
}

function groupText(group: Grouping): string {
  if (group.kind === 'dimension') return group.dimension;
  if (group.kind === 'tag') return `tag:${group.key}`;
  return group.kind === 'word' ? `"${group.text}"` : 'names';
}

function nameText({ text, hint, excluded, absent }: Name): string {
  const sign = excluded ? 'not ' : absent ? 'no ' : '';
  if (!hint) return sign + text;
  if (hint.kind === 'tag') return `${sign}tag:${hint.key ?? '?'}=${text}`;
  return `${sign}${hint.dimension}${hint.sure ? '=' : '~'}${text}`;
}
