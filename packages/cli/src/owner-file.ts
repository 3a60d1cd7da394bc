import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';

/** A JSON file of one entry per gateway address, which only its owner can read. */
export function ownerFile<Entry>(file: string, url: string) {
  const readAll = async (): Promise<Record<string, Entry>> => {
    try {
      return JSON.parse(await readFile(file, 'utf8'));
    } catch {
      // Absent or broken: nothing is kept.
      return {};
    }
  };
  return {
    load: async (): Promise<Entry | null> => (await readAll())[url] ?? null,
    save: async (entry: Entry | null): Promise<void> => {
      const { [url]: _, ...others } = await readAll();
      const all = entry === null ? others : { ...others, [url]: entry };
      if (Object.keys(all).length === 0) {
        await rm(file, { force: true });
        return;
      }
      await mkdir(dirname(file), { recursive: true, mode: 0o700 });
      // Written beside and renamed, so that a kill in the middle never loses what is kept.
      const draft = `${file}.${process.pid}`;
      await writeFile(draft, `${JSON.stringify(all, null, 2)}\n`, { mode: 0o600 });
      await rename(draft, file);
    },
  };
}
