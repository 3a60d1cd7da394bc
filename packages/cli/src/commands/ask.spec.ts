import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import { env } from '../env';
import { askCommand } from './ask';

const PAYLOAD = {
  conversation: { id: 'c1', title: 'What?' },
  question: { id: 'm1', content: 'What?' },
  answer: { id: 'm2', content: '12.50 USD.', answer: null },
};

const told = (stage: string, understanding: string | null, payload: object | null) =>
  `event: next\ndata: ${JSON.stringify({ data: { answer: { stage, understanding, payload } } })}\n\n`;

describe('askCommand', () => {
  const asked: string[] = [];
  const keys = new Set<unknown>();
  let events: string[] = [];
  const server = createServer(async (request, response) => {
    const { query, variables } = (await json(request)) as {
      query: string;
      variables: { input: { idempotencyKey: unknown } };
    };
    asked.push(query.trimStart().split(' ', 1)[0] ?? '');
    keys.add(variables.input.idempotencyKey);
    if (query.includes('subscription')) {
      response.setHeader('content-type', 'text/event-stream');
      response.write(events.join(''), () => response.destroy());
      return;
    }
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify({ data: { ask: PAYLOAD } }));
  });
  let shown: string;
  let passing: string[];
  const run = () => {
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    return askCommand(['What?'], { url, apiUrl: url, json: true });
  };

  beforeAll(() => new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve)));
  beforeEach(() => {
    asked.length = 0;
    keys.clear();
    shown = '';
    passing = [];
    jest.replaceProperty(env, 'token', 'abc');
    jest.spyOn(console, 'log').mockImplementation((text) => {
      shown += String(text);
    });
    jest.spyOn(process.stderr, 'write').mockImplementation((text) => {
      passing.push(String(text));
      return true;
    });
  });
  afterEach(() => {
    jest.restoreAllMocks();
    process.stderr.isTTY = false;
  });
  afterAll(() => server.close());

  it('shows on a terminal how the question was understood, and then the answer alone', async () => {
    process.stderr.isTTY = true;
    events = [
      told('READING', null, null),
      told('ASKING', 'Billed cost for May.', null),
      told('ANSWERED', 'Billed cost for May.', PAYLOAD),
      'event: complete\ndata: \n\n',
    ];
    await run();
    expect(asked).toEqual(['subscription']);
    expect(passing).toEqual([
      '\r\u001b[KReading the question …',
      '\r\u001b[KBilled cost for May.',
      '\r\u001b[K',
    ]);
    expect(JSON.parse(shown)).toEqual(PAYLOAD);
  });

  it.each([
    ['ends early', ['event: complete\ndata: \n\n']],
    ['breaks off', []],
  ])('asks for the same once more when the answer %s', async (_, end) => {
    process.stderr.isTTY = true;
    events = [told('READING', null, null), ...end];
    await run();
    expect(asked).toEqual(['subscription', 'mutation']);
    expect([...keys]).toEqual([expect.any(String)]);
    expect(passing.at(-1)).toBe('\r\u001b[K');
    expect(JSON.parse(shown)).toEqual(PAYLOAD);
  });

  it('asks plainly where nobody watches', async () => {
    process.stderr.isTTY = false;
    await run();
    expect([asked, passing]).toEqual([['mutation'], []]);
    expect(JSON.parse(shown)).toEqual(PAYLOAD);
  });
});
