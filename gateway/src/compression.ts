import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import type { FastifyReply, FastifyRequest, onSendAsyncHookHandler } from 'fastify';

/** Smaller answers fit into a few packets as they are. */
const WORTH_BYTES = 4_096;
/** So many are compressed at once; whoever comes then gets the answer as it is. */
const MOST_AT_ONCE = 16;

/** Levels at which a kilobyte saved costs the least time: the next ones take more of it for next to nothing. */
const COMPRESS = {
  br: (text: string | Buffer) =>
    promisify(brotliCompress)(text, { params: { [constants.BROTLI_PARAM_QUALITY]: 4 } }),
  gzip: (text: string | Buffer) => promisify(gzip)(text, { level: 4 }),
} as const;

export type Encoding = keyof typeof COMPRESS;
/** In the order in which they are chosen where a client likes them the same. */
const ENCODINGS: readonly Encoding[] = ['br', 'gzip'];

/** The encoding that an Accept-Encoding header likes best of those that are here; null for none (RFC 9110, 12.5.3). */
export function encodingFor(header: string | undefined): Encoding | null {
  const weights = new Map<string, number>();
  for (const part of (header ?? '').toLowerCase().split(',')) {
    const [name = '', ...parameters] = part.split(';').map((text) => text.trim());
    const given = parameters.find((text) => text.startsWith('q='))?.slice(2);
    const weight = given === undefined ? 1 : Number(given);
    if (name && weight >= 0 && weight <= 1) weights.set(name, weight);
  }
  const weightOf = (name: string): number => weights.get(name) ?? weights.get('*') ?? 0;
  let best: Encoding | null = null;
  // As it is, an answer is always acceptable, unless that is excluded, which nobody does for JSON.
  let bestWeight = weights.get('identity') ?? 0;
  for (const encoding of ENCODINGS) {
    const weight = weightOf(encoding);
    if (weight > bestWeight || (weight === bestWeight && weight > 0 && best === null)) {
      best = encoding;
      bestWeight = weight;
    }
  }
  return best;
}

/**
 * What bytes that may be sent again were compressed to, as long as these are there. Only what is at most this share of
 * them is remembered, so that whoever keeps an answer knows what it can come to.
 */
const REMEMBERED_SHARE = 1 / 4;
const remembered = new WeakMap<Buffer, Map<Encoding, Buffer>>();

/** The most that bytes take which are kept, with all that they are compressed to. */
export const withCompressed = (bytes: number): number =>
  bytes * (1 + REMEMBERED_SHARE * ENCODINGS.length);

function remember(payload: Buffer, encoding: Encoding, compressed: Buffer): void {
  if (compressed.length > payload.length * REMEMBERED_SHARE) return;
  const known = remembered.get(payload) ?? new Map<Encoding, Buffer>();
  remembered.set(payload, known.set(encoding, compressed));
}

function addVary(reply: FastifyReply): void {
  const known = reply.getHeader('vary');
  const names = known === undefined ? [] : [String(known)];
  void reply.header('vary', [...names, 'Accept-Encoding'].join(', '));
}

/**
 * Compresses text for clients that ask for it, off the event loop. `mayCompress` says whether an answer may be: one
 * that carries a secret beside what its reader chose must not, for its length would tell of the secret (BREACH).
 */
export function compressAnswers(
  mayCompress: (request: FastifyRequest) => boolean,
): onSendAsyncHookHandler {
  let underWay = 0;
  return async (request, reply, payload) => {
    const isWhole = typeof payload === 'string' || Buffer.isBuffer(payload);
    if (!isWhole || payload.length < WORTH_BYTES || !mayCompress(request)) return payload;
    addVary(reply);
    const encoding = encodingFor(request.headers['accept-encoding']);
    if (!encoding || reply.hasHeader('content-encoding')) return payload;
    const send = (compressed: Buffer): Buffer => {
      void reply.header('content-encoding', encoding);
      void reply.header('content-length', compressed.length);
      return compressed;
    };
    const known = typeof payload === 'string' ? undefined : remembered.get(payload)?.get(encoding);
    if (known) return send(known);
    if (underWay >= MOST_AT_ONCE) return payload;
    underWay += 1;
    try {
      const compressed = await COMPRESS[encoding](payload);
      if (typeof payload !== 'string') remember(payload, encoding, compressed);
      return send(compressed);
    } finally {
      underWay -= 1;
    }
  };
}
