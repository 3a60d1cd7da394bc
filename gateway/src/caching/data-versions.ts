import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { INTERNAL_TOKEN_HEADER, signInternalToken } from '@ai-finops/service-kit/internal-token';
import type { GatewayLogger } from '../logging';
import type { ConnectedSubgraph, DataVersionSource } from '../subgraphs';

/** A subgraph that does not say its version is left alone for so long; nothing is answered from the cache meanwhile. */
const REST_MS = 1_000;
/** Between the beginnings of two askings: each serves the requests of as long, which wait no longer than that for it. */
const SPACING_MS = 4;
/** An internal token lives for 30 s. */
const TOKEN_REUSE_MS = 10_000;

const NOBODY = { viewer: null, client: { ip: null, userAgent: null } };

/** The version of the data that one subgraph answers from. */
class DataVersion {
  /** What it said last. */
  last: string | undefined;
  #next: Promise<string | undefined> | undefined;
  #restUntil = 0;
  #askedAt = Number.NEGATIVE_INFINITY;
  #headers: Record<string, string> = {};
  #signedAt = Number.NEGATIVE_INFINITY;

  constructor(
    private readonly subgraph: ConnectedSubgraph,
    private readonly source: DataVersionSource,
    private readonly secret: string,
    private readonly logger: GatewayLogger,
  ) {}

  /** Whoever comes before the next asking shares it. */
  current(): Promise<string | undefined> {
    this.#next ??= this.#askNext();
    return this.#next;
  }

  async #askNext(): Promise<string | undefined> {
    const spacing = this.#askedAt + SPACING_MS - performance.now();
    // The requests that have arrived by now are all read before an immediate comes.
    await (spacing > 0 ? sleep(spacing) : new Promise<void>((resolve) => setImmediate(resolve)));
    this.#next = undefined;
    this.#askedAt = performance.now();
    return this.#ask();
  }

  async #ask(): Promise<string | undefined> {
    if (performance.now() < this.#restUntil) return undefined;
    try {
      return await this.#read();
    } catch (err) {
      const now = performance.now();
      // Others that were under way fail for the same reason.
      if (now < this.#restUntil) return undefined;
      this.#restUntil = now + REST_MS;
      const { name } = this.subgraph;
      this.logger.warn({ err, subgraph: name }, 'It does not say its data version.');
      return undefined;
    }
  }

  async #read(): Promise<string> {
    const { pool, basePath } = this.subgraph;
    const { statusCode, body } = await pool.request({
      method: 'GET',
      path: `${basePath}${this.source.path}`,
      headers: this.#signed(),
      // Also while it waits for a connection.
      signal: AbortSignal.timeout(this.source.withinMs),
    });
    const text = await body.text();
    const version = statusCode === 200 ? (JSON.parse(text) as { version?: unknown }).version : null;
    if (typeof version !== 'string') throw new Error(`It answered ${statusCode}.`);
    this.last = version;
    return version;
  }

  /** Signed once for many askings. */
  #signed(): Record<string, string> {
    if (this.#askedAt - this.#signedAt > TOKEN_REUSE_MS) {
      const context = { ...NOBODY, requestId: randomUUID() };
      const token = signInternalToken(this.secret, this.subgraph.name, context);
      this.#headers = {
        accept: 'application/json',
        'x-request-id': context.requestId,
        [INTERNAL_TOKEN_HEADER]: token,
      };
      this.#signedAt = this.#askedAt;
    }
    return this.#headers;
  }
}

/**
 * What tells whether answers that were kept still hold: subgraphs whose data have versions say another one as soon as
 * anything has changed, by whomever and whatever way, so nobody has to be told of changes.
 */
export class DataVersions {
  readonly #versions: ReadonlyMap<string, DataVersion>;

  constructor(subgraphs: readonly ConnectedSubgraph[], secret: string, logger: GatewayLogger) {
    this.#versions = new Map(
      subgraphs.flatMap((subgraph) => {
        const { name, dataVersion: source } = subgraph;
        return source ? [[name, new DataVersion(subgraph, source, secret, logger)] as const] : [];
      }),
    );
  }

  /** Whether all of these say what version they answer from. */
  has(subgraphs: readonly string[]): boolean {
    return subgraphs.length > 0 && subgraphs.every((name) => this.#versions.has(name));
  }

  /** One text for the versions of all of these, asked for after the call; undefined when one of them cannot tell. */
  async current(subgraphs: readonly string[]): Promise<string | undefined> {
    const [first, ...others] = subgraphs.map((name) => this.#versions.get(name)?.current());
    if (others.length === 0) return first;
    return oneText(await Promise.all([first, ...others]));
  }

  /** The same as it was known last, however long ago; undefined when one of them has not said it yet. */
  last(subgraphs: readonly string[]): string | undefined {
    return oneText(subgraphs.map((name) => this.#versions.get(name)?.last));
  }
}

function oneText(versions: readonly (string | undefined)[]): string | undefined {
  return versions.some((version) => version === undefined) ? undefined : versions.join();
}
