import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { focusCommand } from './focus';

const RESULT = {
  columns: [
    { name: 'ServiceName', type: 'String' },
    { name: 'TotalBilledCost', type: 'Decimal' },
  ],
  rows: [
    ['Machines', '12.5'],
    [null, '0.000000000001'],
  ],
  truncated: false,
};

describe('focusCommand', () => {
  const asked: unknown[] = [];
  const gateway = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk) => {
      body += chunk;
    });
    request.on('end', () => {
      asked.push(JSON.parse(body).variables);
      response.setHeader('content-type', 'application/json');
      response.end(JSON.stringify({ data: { runFocusUseCase: RESULT } }));
    });
  });
  let url: string;

  beforeAll(async () => {
    await new Promise<void>((resolve) => gateway.listen(0, '127.0.0.1', resolve));
    url = `http://127.0.0.1:${(gateway.address() as AddressInfo).port}`;
  });
  afterAll(() => gateway.close());

  async function printed(json: boolean): Promise<string> {
    const log = jest.spyOn(console, 'log').mockImplementation(() => undefined);
    const given = { from: '2026-05-01T12:00:00Z', to: '2026-06-01', param: ['limit=3'] };
    await focusCommand('some-case', { url, apiUrl: url, json, ...given });
    const text = log.mock.calls.flat().join('\n');
    log.mockRestore();
    return text;
  }

  it('sends the period and the parameters, and prints a table', async () => {
    expect(await printed(false)).toBe(
      [
        'ServiceName  TotalBilledCost',
        '-----------  ---------------',
        'Machines                12.5',
        '(none)        0.000000000001',
      ].join('\n'),
    );
    expect(asked).toEqual([
      {
        slug: 'some-case',
        parameters: { from: '2026-05-01T12:00:00Z', to: '2026-06-01', limit: 3 },
      },
    ]);
  });

  it('prints JSON for programs', async () => {
    expect(JSON.parse(await printed(true))).toEqual(RESULT);
  });
});
