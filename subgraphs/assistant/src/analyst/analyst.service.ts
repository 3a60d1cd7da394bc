import { AppError } from '@ai-finops/service-kit/errors';
import { Inject, Injectable } from '@nestjs/common';
import { comparisonTable, comparisonText, moversText, pairsOf } from '../answers/comparison-answer';
import {
  byCurrency,
  listHead,
  listTable,
  listText,
  smallest,
  totalTable,
  totalText,
} from '../answers/list-answer';
import { noDataReply, refusalReply, TOO_LARGE, unknownNamesReply } from '../answers/refusals';
import {
  capital,
  inWords,
  MOST_ROWS,
  metricName,
  type Reply,
  type Subject,
  scopeText,
  type Table,
} from '../answers/reply';
import { trendTable, trendText } from '../answers/trend-answer';
import { CLOCK, type Clock } from '../clock/clock';
import type { Asked, CostResult } from '../finops/cost-types';
import { FinopsApi } from '../finops/finops-api';
import type { Asker } from '../finops/finops-client';
import { dayOf } from '../language/days';
import { termName } from '../language/dimension-names';
import { daysText, isRunning, periodName } from '../language/period';
import type { Comparison, Movers, Question, RefusalReason } from '../language/question';
import { comparisonInputs, comparisonSubject, costsInput, defaultPeriod } from './plan';
import { QuestionReader } from './question-reader';

/** Answers questions about costs from the viewer's bills, without any model: it reads, asks finops, and says the numbers. */
@Injectable()
export class AnalystService {
  constructor(
    private readonly reader: QuestionReader,
    private readonly finops: FinopsApi,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /**
   * The answer to a question that may go on from `earlier` ones of the conversation; `onUnderstood` is told in
   * words what is going to be asked. Errors: what finops refuses the viewer (FORBIDDEN), SERVICE_UNAVAILABLE
   * and TIMEOUT when it cannot be asked.
   */
  async answer(
    asker: Asker,
    text: string,
    earlier: readonly string[] = [],
    onUnderstood: (subject: string) => void = () => undefined,
  ): Promise<Reply> {
    const today = dayOf(this.clock());
    const read = await this.reader.read(asker, text, { today, earlier });
    if (read.kind === 'refusal') return this.refuse(asker, read.reason, today);
    if (read.kind === 'unknown') {
      return unknownNamesReply(read.names, await this.finops.overview(asker), today);
    }
    const { question, groupBy, filter } = read;
    const period = question.period ?? (await this.usualPeriod(asker, question, today));
    if (!period) return this.refuse(asker, 'NOT_A_QUESTION', today);
    const subject: Subject = { metric: question.metric, period, groupBy, filter };
    const notes = [...read.notes, ...periodNotes(question, subject)];
    onUnderstood(understandingText(question, subject));
    try {
      const reply = isComparison(question)
        ? await this.compare(asker, question, subject)
        : await this.figures(asker, question, subject);
      return { ...reply, text: [reply.text, ...notes].join(' ') };
    } catch (error) {
      if (error instanceof AppError && error.code === 'RESULT_TOO_LARGE') return TOO_LARGE;
      throw error;
    }
  }

  private async refuse(asker: Asker, reason: RefusalReason, today: string): Promise<Reply> {
    return refusalReply(reason, await this.finops.overview(asker), today);
  }

  private async usualPeriod(asker: Asker, question: Question, today: string) {
    const { billingPeriods } = await this.finops.overview(asker);
    return defaultPeriod(question, billingPeriods, today);
  }

  private async figures(
    asker: Asker,
    question: Exclude<Question, Comparison | Movers>,
    subject: Subject,
  ): Promise<Reply> {
    const asked = await this.finops.costs(asker, costsInput(question, subject));
    const { result } = asked;
    if (result.rows.length === 0) return this.noData(asker, subject);
    if (question.kind === 'trend') {
      const { granularity } = question;
      const text = trendText(subject, granularity, result);
      return reply(text, trendTable(subject, granularity, result), asked, result.link);
    }
    if (question.kind === 'total' || subject.groupBy.length === 0) {
      return reply(totalText(subject, result), totalTable(subject, result), asked, result.link);
    }
    const isSmallest = question.kind === 'top' && question.order === 'smallest';
    const rows = isSmallest ? smallest(result, question.count) : byCurrency(result);
    const text = listText(listHead(subject, question), subject, result, rows);
    return reply(text, listTable(subject, rows), asked, result.link);
  }

  private async compare(
    asker: Asker,
    question: Comparison | Movers,
    subject: Subject,
  ): Promise<Reply> {
    const both = comparisonSubject(subject, question.baseline);
    const asked = await this.finops.comparison(asker, comparisonInputs(both));
    const { period, baseline } = asked.result;
    if (period.rows.length === 0 && baseline.rows.length === 0) return this.noData(asker, subject);
    const direction = question.kind === 'movers' ? question.direction : null;
    const text =
      question.kind === 'movers'
        ? moversText(both, asked.result, direction)
        : comparisonText(both, asked.result);
    const table = comparisonTable(both, pairsOf(asked.result, direction));
    return reply(text, table, asked, period.link);
  }

  private async noData(asker: Asker, subject: Subject): Promise<Reply> {
    return noDataReply(subject, (await this.finops.overview(asker)).billingPeriods);
  }
}

function isComparison(question: Question): question is Comparison | Movers {
  return question.kind === 'comparison' || question.kind === 'movers';
}

/** "Effective cost for 1–31 Oct 2026 (UTC), provider AWS, by service, against 1–30 Sep 2026." */
function understandingText(question: Question, subject: Subject): string {
  const groups = subject.groupBy.length > 0 ? `, by ${inWords(subject.groupBy.map(termName))}` : '';
  const against = isComparison(question)
    ? `, against ${daysText(comparisonSubject(subject, question.baseline).baseline)}`
    : '';
  return `${capital(metricName(subject.metric))} for ${scopeText(subject)}${groups}${against}.`;
}

/** What the asker may not expect of the period. */
function periodNotes(question: Question, { period }: Subject): string[] {
  const notes: string[] = [];
  if (!question.period) notes.push(`You named no period, so I took ${daysText(period)}.`);
  if (isRunning(period) && !isComparison(question)) {
    notes.push(`${periodName({ ...period, to: period.end })} is not over.`);
  }
  return notes;
}

function reply(
  text: string,
  table: Table,
  asked: Asked<CostResult> | Asked<unknown>,
  link: string,
): Reply {
  const rows = table.rows.slice(0, MOST_ROWS);
  const cut =
    rows.length < table.rows.length
      ? ` The table has the first ${rows.length} of ${table.rows.length} rows.`
      : '';
  const { query, variables } = asked;
  return { text: text + cut, figures: { columns: table.columns, rows, query, variables, link } };
}
