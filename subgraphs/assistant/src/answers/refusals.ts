import type { DataPeriod } from '../finops/cost-types';
import type { Overview } from '../finops/finops-api';
import { add } from '../language/days';
import { calendarPeriod, periodName } from '../language/period';
import type { RefusalReason } from '../language/question';
import { latestMonth, monthsText, monthsWithData } from './data-periods';
import { inWords, type Reply, type Subject, scopeText } from './reply';

const UNDERSTOOD =
  'I answer questions about costs: totals, costs by service, provider, region, account, resource or tag, costs over time, one period against another, and top lists.';

const REASONS: Readonly<Record<RefusalReason, string>> = {
  NOT_A_QUESTION: 'I could not read a question about costs in that.',
  COMMAND: 'I only answer questions: I change nothing and run nothing.',
  FUTURE: 'I know what is on the bills and do not forecast.',
  OPEN_START: 'Say from which day or month on, for example “from January to March 2026”.',
  AMBIGUOUS_DATE:
    'I cannot tell day and month apart in that date: write it as 2026-05-31 or 31 May 2026.',
  TOO_MANY_PERIODS: 'I compare two periods at most: ask for each pair.',
  TOO_MANY_NAMES: 'That names more than 12 things: narrow the question.',
  TOO_MANY_GROUPS: 'I group by 5 dimensions at most.',
  UNTAGGED: 'Say which tag you mean, for example “cost without a team tag” or “cost by tag team”.',
  STATISTICS: 'I add costs up and do not work out averages, medians or extremes.',
  COUNTING: 'I add costs up and do not count things.',
  CONVERSION: 'I do not convert currencies: each currency is answered apart.',
  ADVICE: 'I say what things cost and give no advice on savings or anomalies.',
  BUDGET: 'I know costs, no budgets and no alerts.',
  UNIT_COST: 'I know costs by day and longer, not by hour, by user or by unit.',
  THRESHOLD: 'I do not filter by amount: ask for a top list.',
  SHARE: 'I give amounts, not shares of them: a cost by service or account shows the parts.',
};

/** Why there are no figures, what is understood, and three questions that have an answer in this viewer's data. */
export function refusalReply(reason: RefusalReason, overview: Overview, today: string): Reply {
  return without(REASONS[reason], overview, today);
}

/** The same for words that are no name in the data. */
export function unknownNamesReply(
  names: readonly string[],
  overview: Overview,
  today: string,
): Reply {
  const quoted = inWords(
    names.map((name) => `“${name}”`),
    'or',
  );
  const what = `I do not know ${quoted}: it is no word that I understand, and no provider, service, region, account, tag or resource of your bills.`;
  return without(what, overview, today);
}

function without(what: string, overview: Overview, today: string): Reply {
  const examples = exampleQuestions(overview, today);
  const tail =
    examples.length > 0
      ? `For example: ${inWords(
          examples.map((example) => `“${example}”`),
          'or',
        )}.`
      : 'There are no bills yet that you may see: import one first.';
  return { text: `${what} ${UNDERSTOOD} ${tail}`, figures: null };
}

/** Three questions on periods and names that the viewer's data has; none when there is no data. */
export function exampleQuestions(overview: Overview, today: string): string[] {
  const latest = latestMonth(overview.billingPeriods, today);
  if (!latest) return [];
  const month = periodName(calendarPeriod('MONTH', latest.from, latest.end));
  const earlier = add('MONTH', latest.from, -1);
  const provider = overview.providers[0]?.value;
  const tag = overview.tagKeys[0]?.value;
  const hasEarlier = monthsWithData(overview.billingPeriods).includes(earlier);
  const third = hasEarlier
    ? `Compare ${month} with ${periodName(calendarPeriod('MONTH', earlier, latest.end))} by service`
    : tag
      ? `Cost by tag ${asName(tag)} in ${month}`
      : `Daily cost in ${month}`;
  return [
    `Top 5 services in ${month}`,
    provider ? `What did ${asName(provider)} cost in ${month}?` : `What did we spend in ${month}?`,
    third,
  ];
}

/** As it can be written in a question: in quotation marks unless it is one plain word. */
function asName(name: string): string {
  return /^[\p{L}\p{N}]+$/u.test(name) ? name : `"${name.replaceAll('"', '')}"`;
}

/** No charge matches: says so, and where there is data. */
export function noDataReply(
  subject: Pick<Subject, 'period' | 'filter'>,
  periods: readonly DataPeriod[],
): Reply {
  const where =
    periods.length > 0
      ? `There are bills for ${monthsText(periods)}.`
      : 'There are no bills yet that you may see.';
  return { text: `There are no charges for ${scopeText(subject)}. ${where}`, figures: null };
}

export const TOO_LARGE: Reply = {
  text: 'That has more rows than I can read: narrow the period, name a service or an account, or ask for a top list.',
  figures: null,
};
