import fc from 'fast-check';
import { GOLDEN_QUESTIONS } from '../../test/golden-questions';
import { readingText } from '../../test/reading-text';
import { correctionsFor, readQuestion } from './read-question';
import { tokenize } from './tokens';

const today = '2026-11-23';

describe('reading a question', () => {
  it.each(GOLDEN_QUESTIONS)('reads %j as %s', (question, reading) => {
    expect(readingText(readQuestion(question, { today }))).toBe(reading);
  });

  it('has a table worth the name', () => {
    const distinct = new Set(GOLDEN_QUESTIONS.map(([question]) => question));
    expect(distinct.size).toBeGreaterThanOrEqual(180);
  });

  it.each([
    'WHAT DID WE SPEND LAST MONTH',
    '  what   did we spend\n last month ???',
    'What did we spend “last month”?',
  ])('does not mind case, blanks and signs, but a quotation is a name: %j', (question) => {
    const quoted = question.includes('“');
    expect(readingText(readQuestion(question, { today }))).toBe(
      quoted ? 'total {last month}' : 'total 2026-10-01..2026-11-01',
    );
  });
});

describe('the calendar', () => {
  it.each([
    ['cost last month', '2026-01-15', 'total 2025-12-01..2026-01-01'],
    ['cost last quarter', '2026-02-01', 'total 2025-10-01..2026-01-01'],
    ['cost last week', '2026-11-22', 'total 2026-11-09..2026-11-16'],
    ['cost this week', '2026-11-22', 'total 2026-11-16..2026-11-23'],
    ['cost this month', '2026-11-30', 'total 2026-11-01..2026-12-01'],
    ['cost in February', '2028-03-01', 'total 2028-02-01..2028-03-01'],
    ['cost on 29 February', '2026-11-23', 'total 2024-02-29..2024-03-01'],
    ['cost on 31 April', '2026-11-23', 'total 2026-04-01..2026-05-01 {31}'],
    ['cost in November', '2026-11-01', 'total 2026-11-01..2026-11-02(2026-12-01)'],
    ['cost last November', '2026-11-23', 'total 2025-11-01..2025-12-01'],
    ['cost last year', '2026-01-01', 'total 2025-01-01..2026-01-01'],
    ['cost last 9999 years', '2026-11-23', 'total {last | 9999}'],
    ['cost on 2026-02-30', '2026-11-23', 'total {2026-02-30}'],
  ])('reads %j on %s', (question, day, reading) => {
    expect(readingText(readQuestion(question, { today: day }))).toBe(reading);
  });
});

describe('going on from the question before', () => {
  it.each([
    [['AWS cost last month'], 'and in September?', 'total 2026-09-01..2026-10-01 {AWS}'],
    [['AWS cost last month'], 'what about Azure?', 'total 2026-10-01..2026-11-01 {AWS | Azure}'],
    [['cost in October'], 'by region', 'breakdown per REGION_NAME'],
    [['cost in October'], 'and by region?', 'breakdown 2026-10-01..2026-11-01 per REGION_NAME'],
    [
      ['cost in October', 'and by region?'],
      'now daily',
      'trend 2026-10-01..2026-11-01 DAY per REGION_NAME',
    ],
    [['cost in October'], 'total cost in March', 'total 2026-03-01..2026-04-01'],
    [['cost in October'], 'thanks!', 'refused NOT_A_QUESTION'],
    [[], 'and in September?', 'refused NOT_A_QUESTION'],
  ])('after %j reads %j as %s', (earlier, question, reading) => {
    expect(readingText(readQuestion(question, { today, earlier }))).toBe(reading);
  });
});

describe('typing errors', () => {
  it.each([
    ['total cots last month', 'total 2026-10-01..2026-11-01'],
    ['cost by serivce', 'breakdown per SERVICE_NAME'],
    ['montly spend in Ocotber', 'trend 2026-10-01..2026-11-01 MONTH'],
    ['cost by regoin last mnoth', 'breakdown 2026-10-01..2026-11-01 per REGION_NAME'],
    ['toal AWS spendd in Setpember', 'total 2026-09-01..2026-10-01 {AWS}'],
    ['top 5 servcies', 'top per SERVICE_NAME largest 5'],
    ['cmpare October with Septmber', 'comparison 2026-10-01..2026-11-01 vs 2026-09-01..2026-10-01'],
    ['cost in yesterady', 'total 2026-11-22..2026-11-23'],
  ])('reads %j with its words corrected', (question, reading) => {
    const corrections = correctionsFor(tokenize(question).map(({ word }) => word));
    expect(readingText(readQuestion(question, { today, corrections }))).toBe(reading);
  });

  it.each(['S3', 'web', 'qwertyuiop', 'Azrue'])('leaves %s alone', (word) => {
    expect([...correctionsFor([word])]).toEqual([]);
  });
});

describe('any text', () => {
  const vocabulary = GOLDEN_QUESTIONS.flatMap(([question]) => question.split(' '));

  it('is read without an error', () => {
    const texts = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 300 }),
      fc.array(fc.constantFrom(...vocabulary), { maxLength: 40 }).map((words) => words.join(' ')),
      fc
        .array(fc.oneof(fc.string(), fc.constantFrom(...vocabulary)))
        .map((words) => words.join('')),
    );
    fc.assert(
      fc.property(texts, fc.array(texts, { maxLength: 2 }), (text, earlier) => {
        const reading = readQuestion(text, { today, earlier });
        if (reading.kind !== 'refusal' && reading.period) {
          expect(reading.period.from < reading.period.to).toBe(true);
        }
      }),
      { numRuns: 1500 },
    );
  });

  it.each(['last ', 'between 1 May and ', 'tag team=x ', '"', 'cost by ', 'ａ', '../..', "'s"])(
    'is read without a blow-up when it is long: %j over and over',
    (part) => {
      const text = part.repeat(2000).slice(0, 2000);
      const begun = performance.now();
      readQuestion(text, { today, earlier: [text, text] });
      expect(performance.now() - begun).toBeLessThan(3_000);
    },
  );
});
