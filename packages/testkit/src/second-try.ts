// With all processes and a browser on a shared runner a time-out may strike that never would elsewhere. There, and only
// there, such a test gets one more try, and the log shows its first failure. Nothing random is tried in these suites.
if (process.env.CI) jest.retryTimes(1, { logErrorsBeforeRetry: true });
