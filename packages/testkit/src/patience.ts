// Real processes on a busy machine need longer than the five seconds that pure tests get.
jest.setTimeout(120_000);
