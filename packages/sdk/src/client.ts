import { GraphqlError, ProblemError } from './errors';
import {
  RefreshTokensDocument,
  type RefreshTokensMutation,
  type TypedDocumentString,
} from './generated/operations';
import type { SessionStore } from './session';
import { subscribeGraphql } from './subscription';
import { type GraphqlAnswer, jsonOf, postGraphql, send, type TransportOptions } from './transport';

export interface ClientOptions extends TransportOptions {
  /** Address of the gateway, for example http://localhost:4000. */
  readonly url: string;
  /** Address of the finops service, which takes uploads; http://localhost:3000 when left out. */
  readonly apiUrl?: string;
  /** A fixed access token, or an API key. */
  readonly token?: string;
  /** Gives the access token or API key for each request. */
  readonly getToken?: () => Promise<string | null>;
  /** A session that the client refreshes by itself when its access token has expired. */
  readonly session?: SessionStore;
}

export interface Client {
  /**
   * Runs an operation. Throws {@link GraphqlError} when the answer has errors, with what was answered beside them in
   * its `data`; {@link TransportError} when there is no answer.
   */
  request<Result, Variables>(
    document: TypedDocumentString<Result, Variables> | string,
    variables?: Variables,
  ): Promise<Result>;
  /**
   * Subscribes: each result as it comes, until there are no more. Leaving the loop, or `signal`, ends it at the
   * server. When the access token of a session expires meanwhile, it is refreshed and subscribed again, so that
   * a result may be missed in between, or come again. Throws {@link GraphqlError} at the first result that has
   * errors, {@link TransportError} when the results break off.
   */
  subscribe<Result, Variables>(
    document: TypedDocumentString<Result, Variables> | string,
    variables?: Variables,
    options?: { readonly signal?: AbortSignal },
  ): AsyncIterableIterator<Result>;
  /** A request to a REST route of the finops service, with the same credentials. Throws {@link ProblemError}. */
  rest<Result>(path: string, init?: RequestInit): Promise<Result>;
  /** As `rest`, for a route whose answer is a file: its bytes as they come. */
  download(path: string, init?: RequestInit): Promise<ReadableStream<Uint8Array>>;
}

const EXPIRED: ReadonlySet<string> = new Set(['TOKEN_EXPIRED', 'UNAUTHENTICATED']);

const ENDED: ReadonlySet<string> = new Set(['INVALID_REFRESH_TOKEN', 'REFRESH_TOKEN_REUSED']);

/** A client of the AI-FinOps graph. */
export function createClient(options: ClientOptions): Client {
  const endpoint = `${options.url.replace(/\/+$/, '')}/graphql`;
  const api = (options.apiUrl ?? 'http://localhost:3000').replace(/\/+$/, '');
  const { session } = options;
  let refreshing: Promise<boolean> | undefined;

  const accessToken = async (): Promise<string | null> =>
    options.token ?? (await options.getToken?.()) ?? (await session?.load())?.accessToken ?? null;

  const authorization = async (): Promise<Record<string, string>> => {
    const token = await accessToken();
    return token ? { authorization: `Bearer ${token}` } : {};
  };

  /** True when there is a fresh token to try again with. Requests that fail together share one refresh. */
  const refresh = (used: string | undefined): Promise<boolean> => {
    refreshing ??= refreshOnce(used).finally(() => {
      refreshing = undefined;
    });
    return refreshing;
  };

  const refreshOnce = async (used: string | undefined): Promise<boolean> => {
    const tokens = await session?.load();
    if (!session || !tokens) return false;
    // Another request has refreshed since this one was sent.
    if (used !== `Bearer ${tokens.accessToken}`) return true;
    const answer = await postGraphql(
      endpoint,
      {
        query: RefreshTokensDocument.toString(),
        variables: { input: { refreshToken: tokens.refreshToken } },
      },
      {},
      options,
    );
    const fresh = (answer.data as RefreshTokensMutation | null | undefined)?.refreshToken;
    if (!fresh && !ENDED.has(answer.errors?.[0]?.extensions?.code ?? '')) {
      // The platform has a bad moment: the session is as good as before.
      throw new GraphqlError(answer.errors ?? [], RefreshTokensDocument.toString(), {}, null);
    }
    await session.save(fresh ?? null);
    return fresh !== undefined;
  };

  const sendRest = async (
    path: string,
    init: RequestInit,
  ): Promise<[Response, string | undefined]> => {
    const headers = new Headers(init.headers);
    for (const [name, value] of Object.entries(await authorization())) headers.set(name, value);
    const response = await send(`${api}${path}`, { ...init, headers }, options);
    return [response, headers.get('authorization') ?? undefined];
  };

  const restResponse = async (path: string, init: RequestInit): Promise<Response> => {
    // A stream is gone once it is sent, so that its token must be good from the beginning.
    const once = isStream(init.body);
    if (once && session && isEnding(await accessToken())) {
      await refresh((await authorization()).authorization);
    }
    let [response, used] = await sendRest(path, init);
    if (response.status === 401 && session && !once) {
      const problem = await problemOf(response);
      if (!EXPIRED.has(problem.code) || !(await refresh(used))) throw problem;
      [response, used] = await sendRest(path, init);
    }
    if (response.ok) return response;
    throw await problemOf(response);
  };

  return {
    async request<Result, Variables>(
      document: TypedDocumentString<Result, Variables> | string,
      variables?: Variables,
    ): Promise<Result> {
      const body = { query: document.toString(), variables: variables ?? {} };
      let headers = await authorization();
      let answer = await postGraphql(endpoint, body, headers, options);
      const code = answer.errors?.[0]?.extensions?.code ?? '';
      if (session && EXPIRED.has(code) && (await refresh(headers.authorization))) {
        headers = await authorization();
        answer = await postGraphql(endpoint, body, headers, options);
      }
      if (answer.errors && answer.errors.length > 0) {
        throw new GraphqlError(answer.errors, body.query, variables, answer.data ?? null);
      }
      return answer.data as Result;
    },

    async *subscribe<Result, Variables>(
      document: TypedDocumentString<Result, Variables> | string,
      variables?: Variables,
      { signal }: { readonly signal?: AbortSignal } = {},
    ) {
      const body = { query: document.toString(), variables: variables ?? {} };
      const refusal = ({ data, errors = [] }: GraphqlAnswer) =>
        new GraphqlError(errors, body.query, variables, data ?? null);
      for (let refreshed = false; ; refreshed = true) {
        const headers = await authorization();
        let expired: GraphqlAnswer | undefined;
        for await (const answer of subscribeGraphql(endpoint, body, headers, options, signal)) {
          const { data, errors = [] } = answer;
          if (errors.length > 0) {
            const mayPass = session && !refreshed && EXPIRED.has(errors[0]?.extensions?.code ?? '');
            if (!mayPass) throw refusal(answer);
            expired = answer;
            break;
          }
          refreshed = false;
          yield data as Result;
        }
        if (!expired) return;
        if (!(await refresh(headers.authorization))) throw refusal(expired);
      }
    },

    async rest<Result>(path: string, init: RequestInit = {}): Promise<Result> {
      const response = await restResponse(path, init);
      return ((await jsonOf(response)) ?? null) as Result;
    },

    async download(path: string, init: RequestInit = {}): Promise<ReadableStream<Uint8Array>> {
      const { body } = await restResponse(path, init);
      return body ?? new Blob([]).stream();
    },
  };
}

async function problemOf(response: Response): Promise<ProblemError> {
  const problem = (await jsonOf(response)) as { code?: string; detail?: string } | null | undefined;
  return new ProblemError(
    problem?.code ?? 'INTERNAL',
    problem?.detail ?? `HTTP ${response.status}`,
    response.status,
  );
}

/** Seconds before its end from which a token is not worth a request that cannot be sent again. */
const ENDING_SECONDS = 60;

/** True when the token says that it has ended, or is about to; false for tokens that say nothing. */
function isEnding(token: string | null): boolean {
  try {
    const payload = token?.split('.')[1] ?? '';
    const { exp } = JSON.parse(atob(payload.replaceAll('-', '+').replaceAll('_', '/')));
    return typeof exp === 'number' && exp - Date.now() / 1000 < ENDING_SECONDS;
  } catch {
    return false;
  }
}

/** True for what is read once: streams, also those of Node. Blobs, bytes, text and forms are sent again. */
function isStream(body: RequestInit['body']): boolean {
  return (
    typeof body === 'object' &&
    body !== null &&
    (Symbol.asyncIterator in body || body instanceof ReadableStream)
  );
}
