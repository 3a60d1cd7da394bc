import { AppError, isErrorCode } from '@ai-finops/service-kit/errors';
import { requestJson } from '@ai-finops/service-kit/http-client';
import { INTERNAL_TOKEN_HEADER, signInternalToken } from '@ai-finops/service-kit/internal-token';
import type { RequestContext, Viewer } from '@ai-finops/service-kit/viewer';
import { Inject, Injectable } from '@nestjs/common';

/** Where finops is and how the assistant proves itself to it. */
export interface FinopsAccess {
  readonly url: string;
  readonly internalTokenSecret: string;
}

export const FINOPS_ACCESS = Symbol('FINOPS_ACCESS');

/** The request on whose behalf finops is asked: it answers with this viewer's rights. */
export type Asker = RequestContext & { readonly viewer: Viewer };

interface GraphqlAnswer {
  readonly data?: unknown;
  readonly errors?: readonly {
    readonly message: string;
    readonly extensions?: { readonly code?: unknown };
  }[];
}

const TIMEOUT_MS = 8_000;

/** Runs GraphQL documents against the finops service. */
@Injectable()
export class FinopsClient {
  constructor(@Inject(FINOPS_ACCESS) private readonly access: FinopsAccess) {}

  /** Errors: those of finops by their own code; SERVICE_UNAVAILABLE when it cannot be reached or answers amiss. */
  async query<Data>(
    asker: Asker,
    document: string,
    variables: Readonly<Record<string, unknown>> = {},
  ): Promise<Data> {
    const { url, internalTokenSecret } = this.access;
    const answer = await requestJson<GraphqlAnswer>(`${url}/graphql`, {
      method: 'POST',
      headers: {
        [INTERNAL_TOKEN_HEADER]: signInternalToken(internalTokenSecret, 'finops', asker),
        'x-request-id': asker.requestId,
      },
      body: { query: document, variables },
      timeoutMs: TIMEOUT_MS,
    });
    const [error] = answer.errors ?? [];
    if (error) throw refusalOf(error.extensions?.code, error.message);
    if (!answer.data) throw refusalOf(undefined, 'an answer without data');
    return answer.data as Data;
  }
}

/** The refusal that finops meant; a code that is none of the catalogue is a fault between the services. */
function refusalOf(code: unknown, message: string): AppError {
  if (isErrorCode(code) && code !== 'INTERNAL') return new AppError(code, message);
  const cause = new Error(`finops: ${String(code)}: ${message}`);
  return new AppError('SERVICE_UNAVAILABLE', 'Costs cannot be read at the moment.', {}, { cause });
}
