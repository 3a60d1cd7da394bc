/** The parts of an address after its `?`, as Next hands them to a page. */
export type SearchParams = Readonly<Record<string, string | string[] | undefined>>;

/** The value of a part, without blanks around it; undefined when it is absent, empty or given twice. */
export function param(params: SearchParams, name: string): string | undefined {
  const value = params[name];
  return typeof value === 'string' && value.trim() !== '' ? value.trim() : undefined;
}

/** The value of a part when it is one of those. */
export function choice<Value extends string>(
  params: SearchParams,
  name: string,
  values: readonly Value[],
): Value | undefined {
  const value = param(params, name);
  return values.find((known) => known === value);
}

/** An address with those parts that have a value. */
export function address(
  path: string,
  parts: Readonly<Record<string, string | null | undefined>>,
): string {
  const given = Object.entries(parts).filter((part): part is [string, string] => Boolean(part[1]));
  const query = new URLSearchParams(given).toString();
  return query ? `${path}?${query}` : path;
}
