import { questionText, titleOf } from './question-text';

it('takes away the blanks around a question', () => {
  expect(questionText(' \n total cost? ')).toBe('total cost?');
});

it.each([
  ['nothing', ''],
  ['blanks', ' \n\t '],
  ['too much', 'x'.repeat(2001)],
  ['a NUL', 'total\u0000cost'],
  ['half a character', 'total \ud83d cost'],
])('refuses %s', (_, text) => {
  expect(() => questionText(text)).toThrow(
    expect.objectContaining({ code: 'VALIDATION_FAILED', details: { field: 'question' } }),
  );
});

it('counts characters, not code units', () => {
  expect(questionText('😀'.repeat(2000))).toHaveLength(4000);
});

it('makes a title of one line, cut at a word', () => {
  expect(titleOf('total\n cost')).toBe('total cost');
  expect(titleOf('word '.repeat(40).trim())).toBe(`${'word '.repeat(15).trim()}…`);
  expect(titleOf('x'.repeat(100))).toBe(`${'x'.repeat(79)}…`);
});
