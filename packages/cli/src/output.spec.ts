import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { formatOf, saveAnswer, saveStream } from './output';

describe('formatOf', () => {
  it.each([
    ['costs.csv', 'csv'],
    ['a.b/COSTS.XLSX', 'xlsx'],
    ['x.json', 'json'],
    ['x.parquet', 'parquet'],
  ])('%s is %s', (file, format) => expect(formatOf(file)).toBe(format));

  it.each(['costs', 'costs.pdf', '.csv'])('refuses %s', (file) => {
    expect(() => formatOf(file)).toThrow('must end with .csv, .json, .xlsx, .parquet');
  });
});

describe('saveAnswer', () => {
  let server: Server;
  let directory: string;
  let asked: unknown;
  let broken: boolean;

  beforeEach(async () => {
    broken = false;
    directory = mkdtempSync(join(tmpdir(), 'output-'));
    server = createServer((request, response) => {
      let body = '';
      request.on('data', (part) => {
        body += part;
      });
      request.on('end', () => {
        asked = JSON.parse(body);
        response.write('a,b\r\n');
        if (broken) setTimeout(() => response.destroy(), 20);
        else response.end('1,2\r\n');
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  });
  afterEach(() => {
    server.close();
    rmSync(directory, { recursive: true });
  });

  const options = () => {
    const apiUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    return { url: apiUrl, apiUrl };
  };

  it('writes what the service answers', async () => {
    const file = join(directory, 'costs.csv');
    await saveAnswer(options(), file, 'costs', { top: 3 });
    expect(readFileSync(file, 'utf8')).toBe('a,b\r\n1,2\r\n');
    expect(asked).toEqual({ of: 'costs', format: 'csv', input: { top: 3 } });
  });

  it('leaves no half of a file behind', async () => {
    broken = true;
    const file = join(directory, 'costs.csv');
    await expect(saveAnswer(options(), file, 'costs', {})).rejects.toThrow();
    expect(existsSync(file)).toBe(false);
    expect(readdirSync(directory)).toEqual([]);
  });
});

describe('saveStream', () => {
  it('replaces a file only with a whole one', async () => {
    const directory = mkdtempSync(join(tmpdir(), 'output-'));
    const file = join(directory, 'rows.csv');
    await saveStream(file, new Blob(['whole']).stream());
    const broken = new ReadableStream<Uint8Array>({
      start: (controller) => controller.enqueue(Buffer.from('half')),
      pull: (controller) => controller.error(new Error('The connection is gone.')),
    });
    await expect(saveStream(file, broken)).rejects.toThrow('gone');
    expect(readFileSync(file, 'utf8')).toBe('whole');
    expect(readdirSync(directory)).toEqual(['rows.csv']);
    rmSync(directory, { recursive: true });
  });
});
