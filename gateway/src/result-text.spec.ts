import type { FormattedExecutionResult } from 'graphql';
import { bodyOf, dataOf, expectAgain, resultBody, resultText, tellAs } from './result-text';

describe('the text of an answer', () => {
  it.each<[FormattedExecutionResult]>([
    [{ data: { a: 1 } }],
    [{ errors: [{ message: 'no' }] }],
    [{ errors: [{ message: 'no' }], data: { a: null }, extensions: { cost: 3 } }],
    [{ data: null }],
    [{ data: { long: 'ä€'.repeat(4_000) } }],
  ])('is the same as text and as bytes, whether it is sent once or again: %j', (result) => {
    const text = resultText(result);
    expect(JSON.parse(text)).toEqual(result);
    expect(String(resultBody(result))).toBe(text);
    const again = structuredClone(result);
    if (again.data) expectAgain(again.data);
    expect([resultBody(again), resultBody(again)].map(String)).toEqual([text, text]);
  });

  it('is made bytes once for all that are answered with it', () => {
    const data = { a: 1 };
    expectAgain(data);
    expect(resultBody({ data })).toBe(resultBody({ data }));
  });

  it.each([
    [{ data: { a: 'ä€' } }],
    [{ errors: [{ message: 'no' }], data: { a: 1 }, extensions: { cost: 3 } }],
    [{ data: { a: 1 }, extensions: { cost: 3 } }],
  ])('is the same for data of which only the bytes were kept: %j', (result) => {
    const kept = { ...result, data: dataOf(bodyOf(structuredClone(result.data))) };
    expect(String(resultBody(kept))).toBe(resultText(result));
  });

  it.each(['{"data":{"a":1}}', '{"data":{"a":1}}\n'])(
    'is what the data were read from: %j',
    (text) => {
      const around = Buffer.from(`head${text}`);
      const data = { a: 1 };
      tellAs(data, around.subarray(4));
      expect(String(resultBody({ data }))).toBe(text);
      const extended = { data, extensions: { cost: 3 } };
      for (const told of [resultText(extended), String(resultBody(extended))]) {
        expect(told).toBe('{"data":{"a":1},"extensions":{"cost":3}}\n');
      }
      const kept = bodyOf(data);
      expect([String(kept), kept.buffer.byteLength]).toEqual([text, text.length]);
    },
  );
});
