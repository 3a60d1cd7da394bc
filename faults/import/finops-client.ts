import { createRequire } from 'node:module';
import { setTimeout as sleep } from 'node:timers/promises';

const require = createRequire(import.meta.url);
const { AccessKeys } = require('@ai-finops/service-kit/access-keys');
const { signAccessToken } = require('@ai-finops/service-kit/access-token');
const {
  INTERNAL_TOKEN_HEADER,
  signInternalToken,
} = require('@ai-finops/service-kit/internal-token');

const ADMIN = { id: 'faults', role: 'ADMIN', sessionId: 'faults' };
const TOKEN_SECONDS = 600;

export interface Import {
  readonly id: string;
  readonly status: 'PENDING' | 'RUNNING' | 'PUBLISHED' | 'FAILED';
  readonly rowsLoaded: number;
  readonly error: { readonly code: string; readonly message: string } | null;
}

export interface Answer<Body> {
  readonly status: number;
  readonly body: Body & { readonly code?: string };
}

/** What the experiments ask of finops, as an administrator, straight at the service. */
export class FinopsClient {
  readonly #url: string;
  readonly #secrets: Readonly<Record<'JWT_SECRET' | 'INTERNAL_TOKEN_SECRET', string>>;

  constructor(
    url: string,
    secrets: Readonly<Record<'JWT_SECRET' | 'INTERNAL_TOKEN_SECRET', string>>,
  ) {
    this.#url = url;
    this.#secrets = secrets;
  }

  async #send<Body>(path: string, init: RequestInit = {}): Promise<Answer<Body>> {
    const token = signAccessToken(new AccessKeys(this.#secrets), ADMIN, TOKEN_SECONDS);
    const response = await fetch(`${this.#url}${path}`, {
      ...init,
      headers: { ...(init.headers as Record<string, string>), authorization: `Bearer ${token}` },
      signal: AbortSignal.timeout(30_000),
    });
    return { status: response.status, body: await response.json() } as Answer<Body>;
  }

  upload(
    name: string,
    content: string | Uint8Array<ArrayBuffer>,
  ): Promise<Answer<{ uploadId: string }>> {
    return this.#send(`/uploads?filename=${encodeURIComponent(name)}`, {
      method: 'POST',
      body: content,
      headers: { 'content-type': 'application/octet-stream' },
    });
  }

  /** Asks for an import; status 202 means that it is promised. */
  begin(uploadId: string): Promise<Answer<Import>> {
    return this.#send('/imports', {
      method: 'POST',
      body: JSON.stringify({ uploadId, source: 'faults' }),
      headers: { 'content-type': 'application/json' },
    });
  }

  async find(id: string): Promise<Import> {
    return (await this.#send<Import>(`/imports/${id}`)).body;
  }

  /** Waits for the end of an import, through restarts of the service. */
  async finished(id: string, withinMs = 120_000): Promise<Import> {
    for (const end = Date.now() + withinMs; Date.now() < end; await sleep(100)) {
      const found = await this.find(id).catch(() => undefined);
      if (found?.status === 'PUBLISHED' || found?.status === 'FAILED') return found;
    }
    throw new Error(`The import ${id} did not end within ${withinMs} ms.`);
  }

  /** Billed cost by month and the number of its charges, `5 by 3`, as questions see them now. */
  async costs(): Promise<Record<string, string>> {
    const input = {
      metric: 'BILLED_COST',
      granularity: 'MONTH',
      period: { from: '2026-01-01', to: '2026-12-01' },
    };
    const context = { viewer: ADMIN, client: { ip: null, userAgent: null }, requestId: 'faults' };
    const response = await fetch(`${this.#url}/graphql`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        [INTERNAL_TOKEN_HEADER]: signInternalToken(
          this.#secrets.INTERNAL_TOKEN_SECRET,
          'finops',
          context,
        ),
      },
      body: JSON.stringify({
        query:
          'query ($input: CostsInput!) { costs(input: $input) { rows { bucket charges cost { amount } } } }',
        variables: { input },
      }),
      signal: AbortSignal.timeout(30_000),
    });
    const { data, errors } = (await response.json()) as {
      data?: {
        costs: { rows: { bucket: string; charges: number; cost: { amount: string } | null }[] };
      };
      errors?: { message: string }[];
    };
    if (!data) throw new Error(errors?.[0]?.message ?? `HTTP ${response.status}`);
    return Object.fromEntries(
      data.costs.rows.map(({ bucket, charges, cost }) => [
        bucket,
        `${cost?.amount ?? 'unknown'} by ${charges}`,
      ]),
    );
  }
}
