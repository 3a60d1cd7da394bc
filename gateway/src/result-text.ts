import type { FormattedExecutionResult } from 'graphql';

/** Text of data that several requests are answered with; empty until it is written. */
const texts = new WeakMap<object, string>();

/** Says that this data will be written more than once. */
export function expectAgain(data: object): void {
  if (!texts.has(data)) texts.set(data, '');
}

/** The JSON text of an answer, errors first; data that several requests share is written once. */
export function resultText({ errors, data, extensions }: FormattedExecutionResult): string {
  const known = data ? texts.get(data) : undefined;
  if (!data || known === undefined) return `${JSON.stringify({ errors, data, extensions })}\n`;
  const text = known || JSON.stringify(data);
  texts.set(data, text);
  const before = errors ? `"errors":${JSON.stringify(errors)},` : '';
  const after = extensions ? `,"extensions":${JSON.stringify(extensions)}` : '';
  return `{${before}"data":${text}${after}}\n`;
}
