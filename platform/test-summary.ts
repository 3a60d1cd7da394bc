/** The counts of jest's JSON report that the last line of `npm test` is made of. */
export interface JestReport {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly numPendingTests: number;
  readonly numTodoTests: number;
  /** Suites that could not be run at all, so that none of their tests is counted. */
  readonly numRuntimeErrorTestSuites: number;
}

export function isJestReport(value: unknown): value is JestReport {
  return (
    typeof value === 'object' &&
    value !== null &&
    'numPassedTests' in value &&
    typeof value.numPassedTests === 'number'
  );
}

/**
 * `N passed, N failed`; without a report nothing was tested, which is a failure. `besides` counts what
 * failed before jest.
 */
export function summary(report: JestReport | undefined, besides = 0): string {
  if (!report) return '0 passed, 1 failed';
  const failed = report.numFailedTests + report.numRuntimeErrorTestSuites + besides;
  const skipped = report.numPendingTests + report.numTodoTests;
  return `${report.numPassedTests} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;
}

/** Only the end-to-end suites open the web app, so other runs need not build it. */
export function needsWeb(args: readonly string[]): boolean {
  const at = args.findIndex((arg) => arg.startsWith('--selectProjects'));
  if (at < 0) return true;
  const inline = args[at]?.split('=')[1];
  const following = args.slice(at + 1);
  const end = following.findIndex((arg) => arg.startsWith('-'));
  const named = inline ? [inline] : following.slice(0, end < 0 ? undefined : end);
  return named.includes('e2e');
}
