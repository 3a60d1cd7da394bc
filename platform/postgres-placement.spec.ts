import {
  chmodSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readlinkSync,
  realpathSync,
  rmSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { isReachable, placePostgres, runsAsRoot } from './postgres-placement.ts';

const NOBODY = { uid: 65534, gid: 65534 };
const root = join(__dirname, '..');
const directory = realpathSync(mkdtempSync(join(tmpdir(), 'placement-')));
const closed = join(directory, 'closed');
const open = join(directory, 'open');

beforeAll(() => {
  chmodSync(directory, 0o711);
  mkdirSync(join(closed, 'inner'), { recursive: true });
  chmodSync(closed, 0o700);
  mkdirSync(open);
});

afterAll(() => rmSync(directory, { recursive: true }));

describe('where Postgres may go', () => {
  it('is what every directory above lets it through to', () => {
    expect(isReachable(open, NOBODY)).toBe(true);
    expect(isReachable(join(closed, 'inner'), NOBODY)).toBe(false);
  });

  it('is the wished place when that can be reached', () => {
    expect(placePostgres(root, join(open, 'postgres')).data).toBe(join(open, 'postgres'));
  });

  it('is elsewhere, behind a link, when root cannot hand it over there', () => {
    const wished = join(closed, 'postgres');
    const { data, account } = placePostgres(root, wished);
    if (!runsAsRoot()) {
      expect({ data, account }).toEqual({ data: wished, account: undefined });
      return;
    }
    expect(account).toEqual(NOBODY);
    expect(lstatSync(wished).isSymbolicLink()).toBe(true);
    expect(readlinkSync(wished)).toBe(data);
    expect(isReachable(dirname(data), NOBODY)).toBe(true);
    expect(placePostgres(root, wished).data).toBe(data);
    rmSync(dirname(data), { recursive: true });
  });
});
