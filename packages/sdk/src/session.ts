/** The pair of tokens of a signed-in session. */
export interface Tokens {
  readonly accessToken: string;
  readonly refreshToken: string;
}

/** Where a client keeps its session between runs: memory, a file, a key chain. */
export interface SessionStore {
  /** The tokens, or null when nobody is signed in. */
  load(): Promise<Tokens | null>;
  /** Keeps new tokens, or forgets them when null. */
  save(tokens: Tokens | null): Promise<void>;
}

/** A session that lives as long as the process. */
export function memorySession(tokens: Tokens | null = null): SessionStore {
  let current = tokens;
  return {
    load: async () => current,
    save: async (next) => {
      current = next;
    },
  };
}
