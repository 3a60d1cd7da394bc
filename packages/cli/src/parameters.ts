import { CliError } from './cli-error';

/** Parameters of use cases that are no texts. */
const READERS: Readonly<Record<string, (text: string) => unknown>> = {
  // What is not a number goes as it is: the graph says what it expects.
  limit: (text) => (/^-?\d+(\.\d+)?$/.test(text) ? Number(text) : text),
  programTypes: (text) => text.split(',').filter((part) => part !== ''),
};

/** `tagKey=team`, `limit=5`, `programTypes=A,B`, as the graph takes them. */
export function parametersOf(pairs: readonly string[]): Record<string, unknown> {
  const entries = pairs.map((pair): [string, unknown] => {
    const at = pair.indexOf('=');
    if (at < 1) throw new CliError(`--param ${pair}: write name=value.`);
    const name = pair.slice(0, at);
    const value = pair.slice(at + 1);
    const read = Object.hasOwn(READERS, name) ? READERS[name] : undefined;
    return [name, read ? read(value) : value];
  });
  return Object.fromEntries(entries);
}
