import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { acquireLock, type Lock, lockHolder, withLock } from './lock.ts';

const directory = mkdtempSync(join(tmpdir(), 'lock-'));
let count = 0;
function freshFile(): string {
  count += 1;
  return join(directory, `${count}.lock`);
}

afterAll(() => rmSync(directory, { recursive: true }));

function mustAcquire(file: string): Lock {
  const lock = acquireLock(file);
  if (!('release' in lock)) throw new Error(`held by ${lock.pid}`);
  return lock;
}

describe('a lock file', () => {
  it('is taken by one and names its holder to the next', () => {
    const file = freshFile();
    const lock = mustAcquire(file);
    expect(acquireLock(file)).toMatchObject({ pid: process.pid });
    lock.release();
    mustAcquire(file).release();
  });

  it('counts as free when its holder is gone', () => {
    const file = freshFile();
    writeFileSync(file, JSON.stringify({ pid: 2 ** 22 + 1, started: 'long ago' }));
    expect(lockHolder(file)).toBeUndefined();
    mustAcquire(file).release();
  });

  it('counts as free when its number was given to another process', () => {
    const file = freshFile();
    writeFileSync(file, JSON.stringify({ pid: process.pid, started: 'before this process' }));
    mustAcquire(file).release();
  });

  it.each(['', '{"pid":', '[]', '{"pid":"1"}'])('counts as free when it holds %j', (content) => {
    const file = freshFile();
    writeFileSync(file, content);
    mustAcquire(file).release();
  });

  it('leaves no other file beside it', () => {
    const file = freshFile();
    writeFileSync(file, '{}');
    mustAcquire(file).release();
    expect(readdirSync(directory)).toEqual([]);
  });

  it('lets one work after the other, and frees itself after a failure', async () => {
    const file = freshFile();
    const order: string[] = [];
    const work = (name: string) => async () => {
      order.push(`${name} begins`);
      await new Promise((resolve) => setTimeout(resolve, 20));
      order.push(`${name} ends`);
      if (name === 'first') throw new Error('fault of the first');
    };
    const first = withLock(file, work('first'));
    const second = withLock(file, work('second'));
    await expect(first).rejects.toThrow('fault of the first');
    await second;
    expect(order).toEqual(['first begins', 'first ends', 'second begins', 'second ends']);
  });
});
