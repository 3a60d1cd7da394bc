import { createInterface } from 'node:readline';
import { Writable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { CliError } from './cli-error';

/** Asks for a line; what is typed is not shown when `hidden`. */
export function prompt(question: string, hidden = false): Promise<string> {
  if (!process.stdin.isTTY) {
    throw new CliError(
      'Nobody is there to ask: give --email, --password-stdin and, where it is asked for, --code.',
    );
  }
  process.stderr.write(question);
  const muted = new Writable({ write: (_chunk, _encoding, done) => done() });
  const lines = createInterface({
    input: process.stdin,
    output: hidden ? muted : process.stderr,
    terminal: true,
  });
  return new Promise((resolve, reject) => {
    lines.once('line', (line) => {
      lines.close();
      if (hidden) process.stderr.write('\n');
      resolve(line);
    });
    lines.once('SIGINT', () => {
      lines.close();
      reject(new CliError('Cancelled.'));
    });
  });
}

/** All of standard input without its last line break: a password from a pipe. */
export async function readStdin(): Promise<string> {
  return (await text(process.stdin)).replace(/\r?\n$/, '');
}
