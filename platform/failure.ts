/** A fault of the machine or its configuration: shown as its one sentence, without a stack. */
export class StartFailure extends Error {}

// By shape and not by `instanceof`: under jest, Node's own errors belong to another realm.
const field = (error: unknown, name: 'code' | 'message'): unknown =>
  typeof error === 'object' && error !== null
    ? (error as Readonly<Record<string, unknown>>)[name]
    : undefined;

export const messageOf = (error: unknown): string => {
  const message = field(error, 'message');
  if (typeof message !== 'string') return String(error);
  // Of several addresses tried at once, Node tells the faults one by one and no message of its own.
  if (error instanceof AggregateError && !message) return error.errors.map(messageOf).join('; ');
  return message;
};

export const codeOf = (error: unknown): string | undefined => {
  const code = field(error, 'code');
  return typeof code === 'string' ? code : undefined;
};

/** The sentence for a disk that filled up, wherever it surfaced. */
export const mentionsFullDisk = (text: string): boolean =>
  /ENOSPC|No space left on device|NOT_ENOUGH_SPACE|Cannot reserve .* not enough space/i.test(text);
