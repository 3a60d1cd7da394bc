import { retryAfterMs } from './mail-rules';

const smtpError = (code: string, responseCode?: number): Error =>
  Object.assign(new Error('no'), { code, ...(responseCode === undefined ? {} : { responseCode }) });

describe('when a failed mail is tried again', () => {
  it.each([
    [1, 5_000],
    [2, 10_000],
    [3, 20_000],
    [9, 1_280_000],
    [10, 1_800_000],
    [54, 1_800_000],
    [55, null],
  ])('after %d attempts: %p ms', (attempts, waitMs) => {
    expect(retryAfterMs(attempts, smtpError('ECONNECTION'))).toBe(waitMs);
  });

  it.each([
    ['the server does not know the mailbox', smtpError('EENVELOPE', 550), null],
    ['the server refuses the text', smtpError('EMESSAGE', 554), null],
    ['the mailbox is full for now', smtpError('EENVELOPE', 452), 5_000],
    ['our password is wrong, which an operator can put right', smtpError('EAUTH', 535), 5_000],
    ['the disk is full', smtpError('ENOSPC'), 5_000],
    ['something that is no error', 'oops', 5_000],
  ])('when %s', (_, error, waitMs) => {
    expect(retryAfterMs(1, error)).toBe(waitMs);
  });
});
