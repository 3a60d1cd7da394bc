import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { AppError } from './errors';
import { requestJson } from './http-client';

describe('a request to another service', () => {
  let server: Server;
  let answer: (response: ServerResponse) => void;
  let url: string;

  beforeAll(async () => {
    server = createServer((_request, response) => answer(response));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/x`;
  });

  afterAll(() => {
    server.closeAllConnections();
    server.close();
  });

  const outcome = async (respond: typeof answer, timeoutMs = 5_000): Promise<unknown> => {
    answer = respond;
    return requestJson(url, { timeoutMs }).catch((error: unknown) =>
      error instanceof AppError ? error.code : error,
    );
  };

  it('answers what the service answered, and undefined for nothing', async () => {
    expect(await outcome((response) => response.end('{"a":1}'))).toEqual({ a: 1 });
    expect(await outcome((response) => response.writeHead(204).end())).toBeUndefined();
  });

  it('refuses with the code of the service', async () => {
    const problem = { code: 'EMAIL_TAKEN', detail: 'Taken.' };
    const refused = await outcome((response) =>
      response.writeHead(409).end(JSON.stringify(problem)),
    );
    expect(refused).toBe('EMAIL_TAKEN');
  });

  it.each<[string, typeof answer]>([
    ['breaks off in the middle', (response) => response.write('{"a":', () => response.destroy())],
    ['ends early', (response) => response.end('{"a":')],
    ['is no JSON', (response) => response.end('<html>')],
    ['is another status without a code', (response) => response.writeHead(502).end('{}')],
  ])('is SERVICE_UNAVAILABLE when the answer %s', async (_name, respond) => {
    expect(await outcome(respond)).toBe('SERVICE_UNAVAILABLE');
  });

  it('is TIMEOUT when the answer stops in the middle', async () => {
    expect(await outcome((response) => response.write('{"a":'), 200)).toBe('TIMEOUT');
  });

  it('is SERVICE_UNAVAILABLE when nobody listens', async () => {
    const code = await requestJson('http://127.0.0.1:1/').catch((error: AppError) => error.code);
    expect(code).toBe('SERVICE_UNAVAILABLE');
  });
});
