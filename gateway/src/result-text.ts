import type { FormattedExecutionResult } from 'graphql';

/** Data that several requests are answered with. */
const shared = new WeakSet<object>();
/** Whole answers without errors, by their data. */
const bodies = new WeakMap<object, Buffer>();

const BEFORE_DATA = '{"data":';
const NEWLINE = '\n'.charCodeAt(0);
/** Longer texts are sent as bytes: on their way to the socket a text is copied as often as something joins it. */
const WORTH_BYTES = 4_096;

/** Says that this data will be written more than once. */
export function expectAgain(data: object): void {
  shared.add(data);
}

/** Says what this data was read from: `{"data":` and its text, then `}`. */
export function tellAs(data: object, body: Buffer): void {
  bodies.set(data, body);
}

/** What is sent as the answer when this data is all there is to tell, in memory of its own: it can be kept. */
export function bodyOf(data: object): Buffer {
  const known = bodies.get(data);
  if (known && known.length === known.buffer.byteLength) return known;
  const body = known ? copyOf(known) : lineOf(JSON.stringify({ data }));
  bodies.set(data, body);
  return body;
}

/** Stands for data of which only the body was kept. */
export function dataOf(body: Buffer): Record<string, unknown> {
  const data = {};
  bodies.set(data, body);
  return data;
}

/** The JSON text of an answer, errors first. */
export function resultText({ errors, data, extensions }: FormattedExecutionResult): string {
  const body = data ? bodies.get(data) : undefined;
  if (!body) return `${JSON.stringify({ errors, data, extensions })}\n`;
  const before = errors ? `"errors":${JSON.stringify(errors)},` : '';
  const after = extensions ? `,"extensions":${JSON.stringify(extensions)}` : '';
  return `{${before}"data":${textIn(body)}${after}}\n`;
}

/** What is sent as an answer: the same as text or, where it is long or its bytes are known, as bytes. */
export function resultBody(result: FormattedExecutionResult): string | Buffer {
  const { errors, data, extensions } = result;
  if (!data || errors) return resultText(result);
  const known = bodies.get(data);
  if (known) return extensions ? withExtensions(known, extensions) : known;
  if (extensions) return resultText(result);
  if (shared.has(data)) return bodyOf(data);
  const text = JSON.stringify({ data });
  return text.length < WORTH_BYTES ? `${text}\n` : lineOf(text);
}

const textIn = (body: Buffer): string =>
  body.toString('utf8', BEFORE_DATA.length, body.lastIndexOf('}'));

/** Without making a text of what may be long. */
function withExtensions(body: Buffer, extensions: Record<string, unknown>): Buffer {
  const after = Buffer.from(`,"extensions":${JSON.stringify(extensions)}}\n`);
  return Buffer.concat([body.subarray(0, body.lastIndexOf('}')), after]);
}

/** Neither out of the pool nor a slice: one that is kept would keep its neighbours in memory. */
function lineOf(text: string): Buffer {
  const length = Buffer.byteLength(text);
  const line = Buffer.allocUnsafeSlow(length + 1);
  line.write(text);
  line[length] = NEWLINE;
  return line;
}

function copyOf(bytes: Buffer): Buffer {
  const copy = Buffer.allocUnsafeSlow(bytes.length);
  bytes.copy(copy);
  return copy;
}
