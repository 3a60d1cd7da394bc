import type { FormattedExecutionResult } from 'graphql';
import { bodyOf, dataOf, expectAgain, resultText, tellAs } from './result-text';

describe('the text of an answer', () => {
  it.each<[FormattedExecutionResult]>([
    [{ data: { a: 1 } }],
    [{ errors: [{ message: 'no' }] }],
    [{ errors: [{ message: 'no' }], data: { a: null }, extensions: { cost: 3 } }],
    [{ data: null }],
  ])('is the same whether it is written once or again: %j', (result) => {
    const once = resultText(result);
    const again = structuredClone(result);
    if (again.data) expectAgain(again.data);
    expect([resultText(again), resultText(again)]).toEqual([once, once]);
    expect(JSON.parse(once)).toEqual(result);
  });

  it.each([
    [{ data: { a: 'ä€' } }],
    [{ errors: [{ message: 'no' }], data: { a: 1 }, extensions: { cost: 3 } }],
    [{ data: { a: 1 }, extensions: { cost: 3 } }],
  ])('is the same for data of which only the bytes were kept: %j', (result) => {
    const kept = { ...result, data: dataOf(bodyOf(structuredClone(result.data))) };
    expect(String(resultText(kept))).toBe(resultText(result));
  });

  it.each(['{"data":{"a":1}}', '{"data":{"a":1}}\n'])(
    'is what the data were read from: %j',
    (text) => {
      const around = Buffer.from(`head${text}`);
      const data = { a: 1 };
      tellAs(data, around.subarray(4));
      expect(String(resultText({ data }))).toBe(text);
      expect(resultText({ data, extensions: { cost: 3 } })).toBe(
        '{"data":{"a":1},"extensions":{"cost":3}}\n',
      );
      const kept = bodyOf(data);
      expect([String(kept), kept.buffer.byteLength]).toEqual([text, text.length]);
    },
  );
});
