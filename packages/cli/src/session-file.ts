import type { SessionStore, Tokens } from '@ai-finops/sdk';
import { ownerFile } from './owner-file';

/** A session kept in a file that only its owner can read, one per gateway address. */
export function fileSession(file: string, url: string): SessionStore {
  const kept = ownerFile<Tokens>(file, url);
  return {
    load: kept.load,
    save: (tokens) =>
      kept.save(tokens && { accessToken: tokens.accessToken, refreshToken: tokens.refreshToken }),
  };
}
