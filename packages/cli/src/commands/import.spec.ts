import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { env } from '../env';
import { importCommand } from './import';

const MIB = 1024 * 1024;

/** The routes of uploads over HTTP; what refuses stands for an upload, or an import, that breaks off. */
describe('importCommand', () => {
  const calls: string[] = [];
  const arrived: Buffer[] = [];
  let most = Number.POSITIVE_INFINITY;
  const received = () => arrived.reduce((sum, { length }) => sum + length, 0);
  const server = createServer(async (request, response) => {
    const { method = '', url = '' } = request;
    const body = await buffer(request);
    const path = url.split('?')[0];
    calls.push(`${method} ${path}`);
    const refused = path === '/graphql' || (method === 'PATCH' && received() >= most);
    if (method === 'PATCH' && !refused) {
      expect(Number(request.headers['upload-offset'])).toBe(received());
      arrived.push(body);
    }
    response.statusCode = refused ? 403 : 200;
    response.setHeader('content-type', 'application/json');
    const upload = { uploadId: 'u1', fileName: 'bill.csv', sizeBytes: 34 * MIB };
    response.end(
      JSON.stringify(
        path === '/graphql'
          ? { errors: [{ message: 'No.', extensions: { code: 'FORBIDDEN' } }] }
          : refused
            ? { code: 'FORBIDDEN', detail: 'No.' }
            : { ...upload, receivedBytes: received() },
      ),
    );
  });
  const directory = mkdtempSync(join(tmpdir(), 'import-'));
  const bill = join(directory, 'bill.csv');
  let url: string;

  beforeAll(async () => {
    jest.replaceProperty(env, 'configDirectory', join(directory, 'config'));
    writeFileSync(bill, Buffer.alloc(34 * MIB, 'bill of many bytes,'));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterAll(() => {
    jest.restoreAllMocks();
    server.close();
    rmSync(directory, { recursive: true });
  });

  it('goes on with an upload that broke off in an earlier run', async () => {
    const uploads = join(directory, 'config', 'uploads.json');
    const run = () => importCommand([bill], { url, apiUrl: url, json: true });
    most = 16 * MIB;
    await expect(run()).rejects.toMatchObject({ code: 'FORBIDDEN' });
    expect(calls.filter((call) => call === 'POST /uploads')).toHaveLength(1);
    expect(received()).toBe(16 * MIB);
    expect(existsSync(uploads)).toBe(true);

    most = Number.POSITIVE_INFINITY;
    await expect(run()).rejects.toMatchObject({ code: 'FORBIDDEN' });
    expect(calls.filter((call) => call === 'POST /uploads')).toHaveLength(1);
    expect(calls.at(-1)).toBe('POST /graphql');
    expect(Buffer.concat(arrived).equals(readFileSync(bill))).toBe(true);
    expect(existsSync(uploads)).toBe(false);
  });
});
