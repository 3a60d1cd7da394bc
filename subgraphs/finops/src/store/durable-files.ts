import { open, readdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** Files that are waited for at once; more would keep the process's other files waiting. */
const AT_ONCE = 2;

/** Waits until what lies directly in these directories, and that it lies there, is on the disk. */
export async function toDisk(directories: readonly string[]): Promise<void> {
  const waiting = [...directories];
  const take = async (): Promise<void> => {
    for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
      for (const name of await readdir(next)) await sync(join(next, name));
      await sync(next);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, take));
  for (const parent of new Set(directories.map((path) => dirname(path)))) await sync(parent);
}

async function sync(path: string): Promise<void> {
  const file = await open(path);
  try {
    await file.sync();
  } finally {
    await file.close();
  }
}
