import { AppError } from '@ai-finops/service-kit/errors';
import { formatError, headersOf, requestError } from './error-format';

describe('an error as a client sees it', () => {
  it('keeps a known code with its public details and its place', () => {
    expect(
      formatError({
        message: 'first must be 1 to 100.',
        path: ['users'],
        locations: [{ line: 1, column: 3 }],
        extensions: { code: 'VALIDATION_FAILED', field: 'first', serviceName: 'accounts' },
      }),
    ).toEqual({
      message: 'first must be 1 to 100.',
      path: ['users'],
      locations: [{ line: 1, column: 3 }],
      extensions: { code: 'VALIDATION_FAILED', field: 'first' },
    });
  });

  it.each(['INTERNAL', 'INTERNAL_SERVER_ERROR', 'DOWNSTREAM_SERVICE_ERROR', undefined, 'toString'])(
    'says nothing of an error with the code %s',
    (code) => {
      const error = { message: 'password=x at 10.0.0.1', extensions: { code, stacktrace: ['at'] } };
      expect(formatError(error)).toEqual({
        message: 'Something went wrong on our side',
        extensions: { code: 'INTERNAL' },
      });
    },
  );

  it('never shows a stack trace, not even of a known code', () => {
    const extensions = { code: 'FORBIDDEN', stacktrace: ['at x'], exception: {}, http: {} };
    expect(formatError({ message: 'No.', extensions }).extensions).toEqual({ code: 'FORBIDDEN' });
  });

  it('carries its status, and what to do about it, when it refuses the whole request', () => {
    const { extensions } = requestError(new AppError('TOKEN_EXPIRED'));
    expect(extensions.code).toBe('TOKEN_EXPIRED');
    expect(extensions.http).toMatchObject({ status: 401 });
    expect(headersOf(503)).toEqual({ 'retry-after': '2' });
    expect(headersOf(404)).toEqual({});
  });
});
