import { CliError } from './cli-error';

/** A half-open period of days, as the graph takes it. */
export interface Period {
  readonly from: string;
  /** The day after the last. */
  readonly to: string;
}

const DAY = /^\d{4}-\d{2}-\d{2}$/;
const LAST = /^(\d{1,4})([dwmy])$/;

const iso = (date: Date): string => date.toISOString().slice(0, 10);

/**
 * The period of `--last 30d|12w|6m|2y` (up to and including today) or `--from … --to …` (`to` excluded);
 * the last 30 days without any. Days are UTC.
 */
export function periodOf(
  options: { readonly last?: string; readonly from?: string; readonly to?: string },
  now: Date,
): Period {
  const { last, from, to } = options;
  if (last !== undefined && (from !== undefined || to !== undefined)) {
    throw new CliError('Give either --last or --from and --to.');
  }
  if (from !== undefined || to !== undefined) {
    if (!from || !to) throw new CliError('--from and --to go together.');
    return { from: day('--from', from), to: day('--to', to) };
  }
  const match = LAST.exec(last ?? '30d');
  if (!match) throw new CliError(`--last ${last}: write a number and d, w, m or y, such as 30d.`);
  const amount = Number(match[1]);
  const end = new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth(), now.getUTCDate() + 1));
  return { from: iso(before(end, amount, match[2] ?? 'd')), to: iso(end) };
}

function before(end: Date, amount: number, unit: string): Date {
  const [year, month, date] = [end.getUTCFullYear(), end.getUTCMonth(), end.getUTCDate()];
  if (unit === 'd') return new Date(Date.UTC(year, month, date - amount));
  if (unit === 'w') return new Date(Date.UTC(year, month, date - 7 * amount));
  const target = month - (unit === 'm' ? amount : 12 * amount);
  const lastDay = new Date(Date.UTC(year, target + 1, 0)).getUTCDate();
  return new Date(Date.UTC(year, target, Math.min(date, lastDay)));
}

function day(option: string, text: string): string {
  const time = Date.parse(`${text}T00:00:00Z`);
  if (!DAY.test(text) || Number.isNaN(time) || iso(new Date(time)) !== text) {
    throw new CliError(`${option} ${text}: write a day such as 2026-05-01.`);
  }
  return text;
}
