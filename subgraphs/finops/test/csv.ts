/** Rows of a CSV text as objects by header: a plain reading of RFC 4180, apart from the one under test. */
export function parseCsv(text: string): Record<string, string>[] {
  const rows: string[][] = [[]];
  let cell = '';
  let quoted = false;
  const body = text.replace(/^\ufeff/, '').replaceAll('\r\n', '\n');
  for (let at = 0; at < body.length; at++) {
    const char = body.charAt(at);
    if (quoted && char === '"' && body[at + 1] === '"') {
      cell += '"';
      at++;
    } else if (char === '"') quoted = !quoted;
    else if (quoted || (char !== ',' && char !== '\n')) cell += char;
    else {
      rows.at(-1)?.push(cell);
      cell = '';
      if (char === '\n') rows.push([]);
    }
  }
  rows.at(-1)?.push(cell);
  const [header = [], ...data] = rows.filter((row) => row.some((value) => value !== ''));
  return data.map((row) =>
    Object.fromEntries(header.map((name, index) => [name.trim(), (row[index] ?? '').trim()])),
  );
}
