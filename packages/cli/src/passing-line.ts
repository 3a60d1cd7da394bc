/** Writes over the last line of the terminal; nothing where the output goes elsewhere, an empty line clears it. */
export function showPassing(line: string): void {
  if (process.stderr.isTTY) process.stderr.write(`\r\u001b[K${line}`);
}
