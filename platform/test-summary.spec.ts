import { isJestReport, needsWeb, summary } from './test-summary.ts';

const report = {
  numPassedTests: 12,
  numFailedTests: 0,
  numPendingTests: 0,
  numTodoTests: 0,
  numRuntimeErrorTestSuites: 0,
};

describe('the last line of npm test', () => {
  it.each([
    ['everything passed', report, '12 passed, 0 failed'],
    ['tests failed', { ...report, numFailedTests: 2 }, '12 passed, 2 failed'],
    [
      'a suite could not be run, though no test of it failed',
      { ...report, numRuntimeErrorTestSuites: 1 },
      '12 passed, 1 failed',
    ],
    [
      'tests were skipped',
      { ...report, numPendingTests: 2, numTodoTests: 1 },
      '12 passed, 0 failed, 3 skipped',
    ],
    ['jest left no report', undefined, '0 passed, 1 failed'],
  ])('says when %s', (_case, given, line) => {
    expect(summary(given)).toBe(line);
  });

  it('counts what failed before jest', () => {
    expect(summary(report, 1)).toBe('12 passed, 1 failed');
  });

  it('takes only an object with counts for a report', () => {
    expect(isJestReport(report)).toBe(true);
    expect(isJestReport({})).toBe(false);
    expect(isJestReport(undefined)).toBe(false);
  });
});

describe('building the web app for a test run', () => {
  it.each([
    [[], true],
    [['--selectProjects', 'unit', '--', 'platform'], false],
    [['--selectProjects', 'unit', 'int'], false],
    [['--selectProjects', 'unit', 'e2e'], true],
    [['--selectProjects=e2e'], true],
    [['gateway'], true],
  ])('with the arguments %j: %s', (args, needed) => {
    expect(needsWeb(args)).toBe(needed);
  });
});
