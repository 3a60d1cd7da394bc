import type { FormattedExecutionResult } from 'graphql';

/** Text of data that several requests are answered with; empty until it is written. */
const texts = new WeakMap<object, string>();
/** Whole answers without errors, by their data. */
const bodies = new WeakMap<object, Buffer>();

const BEFORE_DATA = '{"data":';
const AFTER_DATA = '}\n';

/** Says that this data will be written more than once. */
export function expectAgain(data: object): void {
  if (!texts.has(data)) texts.set(data, '');
}

/** Says what this data was read from: `{"data":` and its text, then `}`. */
export function tellAs(data: object, body: Buffer): void {
  bodies.set(data, body);
}

/** What is sent as the answer when this data is all there is to tell, in memory of its own: it can be kept. */
export function bodyOf(data: object): Buffer {
  let body = bodies.get(data);
  if (body && body.length === body.buffer.byteLength) return body;
  const told = body ?? `${BEFORE_DATA}${texts.get(data) || JSON.stringify(data)}${AFTER_DATA}`;
  // Neither out of the pool nor a slice: one that is kept would keep its neighbours in memory.
  body = Buffer.allocUnsafeSlow(Buffer.byteLength(told));
  if (typeof told === 'string') body.write(told);
  else told.copy(body);
  bodies.set(data, body);
  return body;
}

/** Stands for data of which only the body was kept. */
export function dataOf(body: Buffer): Record<string, unknown> {
  const data = {};
  bodies.set(data, body);
  return data;
}

/**
 * The JSON text of an answer, errors first; data that several requests share is written once. Whatever answers with it
 * has to bear the bytes of it as well, which is what it is where they are known: 80 KiB need not be made anew from text.
 */
export function resultText({ errors, data, extensions }: FormattedExecutionResult): string {
  const body = data ? bodies.get(data) : undefined;
  if (body && !errors && !extensions) return body as unknown as string;
  const text = data && (body ? textIn(body) : sharedText(data));
  if (!text) return `${JSON.stringify({ errors, data, extensions })}\n`;
  const before = errors ? `"errors":${JSON.stringify(errors)},` : '';
  const after = extensions ? `,"extensions":${JSON.stringify(extensions)}` : '';
  return `{${before}"data":${text}${after}}\n`;
}

const textIn = (body: Buffer): string =>
  body.toString('utf8', BEFORE_DATA.length, body.lastIndexOf('}'));

function sharedText(data: object): string | undefined {
  const known = texts.get(data);
  if (known === undefined) return undefined;
  const text = known || JSON.stringify(data);
  texts.set(data, text);
  return text;
}
