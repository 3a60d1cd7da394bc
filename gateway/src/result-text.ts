import type { FormattedExecutionResult } from 'graphql';

/** Text of data that several requests are answered with; empty until it is written. */
const texts = new WeakMap<object, string>();

/** Says that this data will be written more than once. */
export function expectAgain(data: object): void {
  if (!texts.has(data)) texts.set(data, '');
}

/** Stands for data of which only the text was kept. */
export function dataOfText(text: string): Record<string, unknown> {
  const data = {};
  texts.set(data, text);
  return data;
}

/** The JSON text of data, which the answer then is not written anew for. */
export function textOf(data: object): string {
  const text = texts.get(data) || JSON.stringify(data);
  texts.set(data, text);
  return text;
}

/** The JSON text of an answer, errors first; data that several requests share is written once. */
export function resultText({ errors, data, extensions }: FormattedExecutionResult): string {
  if (!data || !texts.has(data)) return `${JSON.stringify({ errors, data, extensions })}\n`;
  const text = textOf(data);
  const before = errors ? `"errors":${JSON.stringify(errors)},` : '';
  const after = extensions ? `,"extensions":${JSON.stringify(extensions)}` : '';
  return `{${before}"data":${text}${after}}\n`;
}
