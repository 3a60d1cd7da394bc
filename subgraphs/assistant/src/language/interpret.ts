import { daysBetween, type Unit } from './days';
import type { Draft } from './draft';
import { type Period, periodBefore, shifted } from './period';
import { lastUnits, spanPeriod, type TimePhrase } from './period-phrases';
import type { Grouping, Reading, RefusalReason } from './question';

const DEFAULT_TOP = 5;
const MOST_TOP = 1000;
const MOST_GROUPS = 5;
const MOST_NAMES = 12;
/** Up to so many days, a trend without a granularity is shown by day. */
const DAYS_OF_A_DAILY_TREND = 45;

const BY_SERVICE: readonly Grouping[] = [{ kind: 'dimension', dimension: 'SERVICE_NAME' }];
const DAYS_IN: Readonly<Record<Unit, number>> = {
  DAY: 1,
  WEEK: 7,
  MONTH: 31,
  QUARTER: 92,
  YEAR: 366,
};

const refuse = (reason: RefusalReason): Reading => ({ kind: 'refusal', reason });

/** Decides what kind of question a draft is. */
export function interpret(draft: Draft, today: string): Reading {
  if (!isAboutCost(draft)) return refuse(draft.refused.find(isPlain(draft)) ?? 'NOT_A_QUESTION');
  const reason = refusalOf(draft);
  if (reason) return refuse(reason);
  const times = periodsOf(draft, today);
  if (times.length > 2) return refuse('TOO_MANY_PERIODS');
  if (times.some(({ from }) => from > today)) return refuse('FUTURE');
  return decide(draft, times, today);
}

/** A reason that holds whatever the rest of the text is about. */
const isPlain =
  (draft: Draft) =>
  (reason: RefusalReason): boolean =>
    reason === 'COMMAND' ||
    (draft.names.length === 0 && (reason === 'FUTURE' || reason === 'ADVICE'));

/** A sign of cost, or enough of a question to be one about cost once its names are known. */
function isAboutCost(draft: Draft): boolean {
  const { cost, metric, groups, granularity, breakdown, repeated, names, times } = draft;
  if (cost || metric || granularity || repeated || groups.length > 0) return true;
  const pair = times.length > 1 || times.some((time) => time.kind === 'period' && time.ends);
  if (pair && (draft.versus || draft.compare)) return true;
  if (draft.why && (draft.changes.length > 0 || times.length > 0)) return true;
  const weak = times.length > 0 || draft.top !== null || draft.compare || draft.versus || breakdown;
  return (names.length > 0 && weak) || (breakdown && times.length > 0);
}

function refusalOf(draft: Draft): RefusalReason | undefined {
  const { refused, times, names, groups } = draft;
  if (refused[0]) return refused[0];
  if (times.some(({ kind }) => kind === 'future')) return 'FUTURE';
  if (times.some(({ kind }) => kind === 'open')) return 'OPEN_START';
  if (names.length > MOST_NAMES) return 'TOO_MANY_NAMES';
  if (groups.length > MOST_GROUPS) return 'TOO_MANY_GROUPS';
  return undefined;
}

type PeriodPhrase = Extract<TimePhrase, { kind: 'period' }>;

/** The periods, each with the year that another one lends it, the ends of a range apart when compared. */
function periodsOf(draft: Draft, today: string): Period[] {
  let phrases = draft.times.filter((time): time is PeriodPhrase => time.kind === 'period');
  const [only] = phrases;
  const compares = draft.compare || draft.changes.length > 0 || draft.versus;
  if (phrases.length === 1 && only?.ends && compares && !draft.granularity) {
    phrases = only.ends.map((span) => spanPeriod(span, today));
  }
  const year = phrases.find((phrase) => phrase.year !== undefined)?.year;
  const periods = phrases.map((phrase) => phrase.at(phrase.year ?? year));
  const unique = periods.filter(
    (period, i) => periods.findIndex((p) => p.from === period.from && p.end === period.end) === i,
  );
  return unique.sort((a, b) => (a.from < b.from ? 1 : -1));
}

function decide(draft: Draft, periods: readonly Period[], today: string): Reading {
  const { metric, names, changes, repeated, top } = draft;
  const [period = null, earlier = null] = periods;
  const common = { metric: metric ?? ('EFFECTIVE_COST' as const), names };
  const groupBy = groupingsOf(draft);
  const rises = [...new Set(changes.filter((direction) => direction !== null))];
  const direction = rises.length === 1 ? (rises[0] ?? null) : null;

  const stepwise = repeated !== null && period !== null && isLonger(period, repeated);
  const granularity = draft.granularity ?? (stepwise ? repeated : null);
  const pair = stepwise ? { period, baseline: null } : pairOf(draft, period, earlier, today);
  if (draft.why || (changes.length > 0 && !granularity && (groupBy.length > 0 || top))) {
    const by = groupBy.length > 0 ? groupBy : BY_SERVICE;
    return { kind: 'movers', ...common, ...pair, groupBy: by, direction };
  }
  const sideBySide = (draft.compare || draft.versus) && groupBy.length === 0;
  const compares = pair.baseline !== null || (changes.length > 0 && !granularity) || sideBySide;
  if (compares && !stepwise) return { kind: 'comparison', ...common, ...pair, groupBy };
  if (granularity) {
    const unit = granularity === 'ANY' ? granularityFor(period) : granularity;
    return { kind: 'trend', ...common, period, granularity: unit, groupBy };
  }
  if (top || (draft.count && groupBy.length > 0)) {
    return {
      kind: 'top',
      ...common,
      period,
      groupBy: groupBy.length > 0 ? groupBy : BY_SERVICE,
      count: Math.min(draft.count ?? DEFAULT_TOP, MOST_TOP),
      order: top ?? 'largest',
    };
  }
  if (groupBy.length > 0) return { kind: 'breakdown', ...common, period, groupBy };
  return { kind: 'total', ...common, period };
}

function groupingsOf(draft: Draft): readonly Grouping[] {
  if (draft.groups.length > 0) return draft.groups;
  if (draft.joinedNames && (draft.compare || draft.versus)) return [{ kind: 'names' }];
  return draft.breakdown ? BY_SERVICE : [];
}

/** The period and what it is compared with, as far as the question says it. */
function pairOf(
  draft: Draft,
  period: Period | null,
  earlier: Period | null,
  today: string,
): { period: Period | null; baseline: Period | null } {
  if (earlier) return { period, baseline: earlier };
  const shift = draft.times.find((time) => time.kind === 'shift');
  const unit = shift?.kind === 'shift' ? shift.unit : draft.repeated;
  if (unit === null) return { period, baseline: null };
  const usual = draft.repeated && draft.repeated !== 'YEAR' ? draft.repeated : 'MONTH';
  const later = period ?? lastUnits(usual, 1, today);
  const baseline = unit === 'PERIOD' ? periodBefore(later) : shifted(later, unit, -1);
  return { period: later, baseline };
}

const isLonger = ({ from, to }: Period, unit: Unit): boolean =>
  daysBetween(from, to) > DAYS_IN[unit];

function granularityFor(period: Period | null): Unit {
  if (!period) return 'MONTH';
  return daysBetween(period.from, period.to) <= DAYS_OF_A_DAILY_TREND ? 'DAY' : 'MONTH';
}
