import type { ComparisonSubject } from '../answers/comparison-answer';
import { latestMonth, monthsWithData } from '../answers/data-periods';
import type { Subject } from '../answers/reply';
import type { CostsInput, DataPeriod } from '../finops/cost-types';
import type { ComparisonInputs } from '../finops/finops-api';
import { add, type Unit } from '../language/days';
import { isRunning, type Period, periodBefore, sameDaysOf } from '../language/period';
import { lastUnits } from '../language/period-phrases';
import type { Question } from '../language/question';

/** How far back a trend goes when the question does not say. */
const TREND_LENGTH: Readonly<Record<Unit, number>> = {
  DAY: 30,
  WEEK: 12,
  MONTH: 12,
  QUARTER: 4,
  YEAR: 3,
};
const GROUPS_OF_A_BREAKDOWN = 20;
const GROUPS_OF_A_TREND = 5;

/** The period for a question that names none: where the data is. Undefined without any data. */
export function defaultPeriod(
  question: Question,
  periods: readonly DataPeriod[],
  today: string,
): Period | undefined {
  const month = latestMonth(periods, today);
  if (question.kind !== 'trend' || !month) return month;
  const newest = monthsWithData(periods).find((start) => start <= today) ?? month.from;
  const dataEnd = add('MONTH', newest, 1);
  const { granularity } = question;
  const lastDay = dataEnd <= today ? add('DAY', dataEnd, -1) : today;
  // Whole units: of data that ended long ago the last one is whole, of today's it still runs.
  const day = granularity !== 'DAY' && dataEnd <= today ? dataEnd : lastDay;
  return lastUnits(granularity, TREND_LENGTH[granularity], day);
}

/** What to ask finops for everything but comparisons. */
export function costsInput(question: Question, subject: Subject): CostsInput {
  return {
    ...base(subject),
    granularity: question.kind === 'trend' ? question.granularity : 'TOTAL',
    top: subject.groupBy.length > 0 ? topOf(question) : null,
  };
}

function topOf(question: Question): number | null {
  if (question.kind === 'trend') return GROUPS_OF_A_TREND;
  if (question.kind === 'top') return question.order === 'largest' ? question.count : null;
  return GROUPS_OF_A_BREAKDOWN;
}

function base({ metric, period, groupBy, filter }: Subject): CostsInput {
  const { from, to } = period;
  return { metric, period: { from, to }, groupBy, filter, granularity: 'TOTAL', top: null };
}

export function comparisonSubject(subject: Subject, baseline: Period | null): ComparisonSubject {
  return { ...subject, baseline: baseline ?? periodBefore(subject.period) };
}

export function comparisonInputs(subject: ComparisonSubject): ComparisonInputs {
  const { period, baseline } = subject;
  const fair = isRunning(period) && !isRunning(baseline);
  return {
    period: base(subject),
    baseline: base({ ...subject, period: baseline }),
    sameDays: fair ? base({ ...subject, groupBy: [], period: sameDaysOf(baseline, period) }) : null,
  };
}
