import { createClient } from 'redis';

/** `REDIS_URL` and `REDIS_PASSWORD`. */
export interface RedisOptions {
  readonly url: string;
  /** Used when the URL has none. */
  readonly password?: string | undefined;
}

const CONNECT_WITHIN_MS = 1_000;

/** A client that fails at once while Redis is away, and comes back by itself; `connect` has to be called. */
export function redisClient({ url, password }: RedisOptions, onFault: (fault: unknown) => void) {
  const client = createClient({
    url,
    ...(password !== undefined && new URL(url).password === '' ? { password } : {}),
    // Whoever asks while it is away is told so at once.
    disableOfflineQueue: true,
    socket: {
      connectTimeout: CONNECT_WITHIN_MS,
      socketTimeout: 0,
      reconnectStrategy: (attempt) => Math.min(100 * 2 ** attempt, 2_000),
    },
  });
  // Also what keeps a lost connection from ending the process.
  client.on('error', onFault);
  return client;
}

/** Rejects what Redis has not answered by then. */
export async function within<Result>(ms: number, answer: Promise<Result>): Promise<Result> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error('Redis did not answer in time.')), ms);
  });
  try {
    return await Promise.race([answer, late]);
  } finally {
    clearTimeout(timer);
  }
}
