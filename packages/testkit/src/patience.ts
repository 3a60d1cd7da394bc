// Real processes on a busy machine need longer than jest's five seconds.
jest.setTimeout(300_000);
// A shared runner may stall for seconds, and then a time-out strikes that never would elsewhere. Such a test
// gets one more try there, and the log shows its first failure; at a developer's desk the first one counts.
if (process.env.CI) jest.retryTimes(1, { logErrorsBeforeRetry: true });
