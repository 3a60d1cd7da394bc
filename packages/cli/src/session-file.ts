import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { SessionStore, Tokens } from '@ai-finops/sdk';

/** A session kept in a file that only its owner can read, one per gateway address. */
export function fileSession(file: string, url: string): SessionStore {
  const readAll = async (): Promise<Record<string, Tokens>> => {
    try {
      return JSON.parse(await readFile(file, 'utf8'));
    } catch {
      // Absent or broken: nobody is signed in.
      return {};
    }
  };
  return {
    load: async () => (await readAll())[url] ?? null,
    save: async (tokens) => {
      const { [url]: _, ...others } = await readAll();
      const all = tokens
        ? {
            ...others,
            [url]: { accessToken: tokens.accessToken, refreshToken: tokens.refreshToken },
          }
        : others;
      if (Object.keys(all).length === 0) {
        await rm(file, { force: true });
        return;
      }
      await mkdir(dirname(file), { recursive: true, mode: 0o700 });
      // Written beside and renamed, so that a kill in the middle never loses the refresh token.
      const draft = `${file}.${process.pid}`;
      await writeFile(draft, `${JSON.stringify(all, null, 2)}\n`, { mode: 0o600 });
      await rename(draft, file);
    },
  };
}
