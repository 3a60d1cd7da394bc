import { readQuestion } from '../language/read-question';
import { exampleQuestions, noDataReply, refusalReply } from './refusals';

const today = '2026-11-23';
const month = (start: string) => ({ start, end: null });
const overview = (
  months: string[],
  provider: string | null = 'AWS',
  tag: string | null = 'team',
) => ({
  billingPeriods: months.map(month),
  providers: provider ? [{ value: provider, charges: 1 }] : [],
  tagKeys: tag ? [{ value: tag, charges: 1 }] : [],
});

it.each([
  [overview(['2026-11-01', '2026-10-01', '2026-09-01'])],
  [overview(['2024-09-01'], 'Google Cloud Platform "EU"', 'cost: center')],
  [overview(['2026-11-01'], null, null)],
  [overview(['2027-01-01', '2026-12-01', '2025-12-01'])],
])('suggests three questions that it can read itself, on months with bills', (data) => {
  const questions = exampleQuestions(data, today);
  expect(questions).toHaveLength(3);
  const months = data.billingPeriods.map(({ start }) => start);
  for (const question of questions) {
    const reading = readQuestion(question, { today });
    if (reading.kind === 'refusal') throw new Error(`${question}: ${reading.reason}`);
    expect(months).toContain(reading.period?.from);
  }
});

it('suggests nothing without any bill', () => {
  expect(exampleQuestions(overview([]), today)).toEqual([]);
  expect(refusalReply('NOT_A_QUESTION', overview([]), today).text).toMatch(/no bills yet/);
});

it('says which months have bills, gaps included', () => {
  const period = { from: '2026-03-01', to: '2026-04-01', end: '2026-04-01' };
  const months = ['2026-11-01', '2026-10-01', '2025-12-01', '2024-09-01', '2026-10-01'].map(month);
  expect(noDataReply({ period, filter: [] }, months)).toEqual({
    text: 'There are no charges for 1–31 Mar 2026 (UTC). There are bills for Sep 2024, Dec 2025, Oct 2026 to Nov 2026.',
    figures: null,
  });
});
