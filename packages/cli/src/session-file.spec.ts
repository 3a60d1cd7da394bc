import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileSession } from './session-file';

const tokens = { accessToken: 'a', refreshToken: 'r' };

describe('fileSession', () => {
  let directory: string;
  let file: string;

  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'session-'));
    file = join(directory, 'config', 'sessions.json');
  });
  afterEach(() => rmSync(directory, { recursive: true }));

  it('keeps what it is given, readable by its owner only', async () => {
    await fileSession(file, 'http://one').save(tokens);
    expect(await fileSession(file, 'http://one').load()).toEqual(tokens);
    expect(statSync(file).mode & 0o777).toBe(0o600);
  });

  it('keeps the sessions of several gateways apart', async () => {
    await fileSession(file, 'http://one').save(tokens);
    await fileSession(file, 'http://two').save({ accessToken: 'b', refreshToken: 's' });
    await fileSession(file, 'http://one').save(null);
    expect(await fileSession(file, 'http://one').load()).toBeNull();
    expect(await fileSession(file, 'http://two').load()).toMatchObject({ accessToken: 'b' });
  });

  it('stores nothing but the tokens', async () => {
    await fileSession(file, 'http://one').save({ ...tokens, user: { email: 'x' } } as never);
    expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual({ 'http://one': tokens });
  });

  it('takes a broken file for no session', async () => {
    await fileSession(file, 'http://one').save(tokens);
    writeFileSync(file, '{');
    expect(await fileSession(file, 'http://one').load()).toBeNull();
  });
});
