import { connect } from 'node:net';

/** Sends bytes as they are and answers everything that came back until the connection closed. */
export function rawHttp(url: string, bytes: string, timeoutMs = 5_000): Promise<string> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve) => {
    const socket = connect(Number(port), hostname, () => socket.write(bytes));
    let text = '';
    const done = (): void => {
      socket.destroy();
      resolve(text);
    };
    socket.setTimeout(timeoutMs, done);
    socket.on('data', (chunk) => {
      text += chunk;
    });
    // A reset is an answer too: the server wants no more of this.
    socket.on('error', done);
    socket.on('close', done);
  });
}

/** Statuses of the answers in what came back over one connection. */
export const statusesOf = (text: string): number[] =>
  [...text.matchAll(/^HTTP\/1\.1 (\d{3})/gm)].map((match) => Number(match[1]));
