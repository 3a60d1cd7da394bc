// Real processes on a busy machine need longer than jest's five seconds.
jest.setTimeout(300_000);
