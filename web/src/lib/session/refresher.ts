import { RefreshTokenDocument } from '@/generated/graphql';
import { askGateway } from '@/lib/graph/ask-gateway';
import { Refusal } from '@/lib/graph/refusal';
import { Refresher } from './refresh';

const OVER = new Set(['INVALID_REFRESH_TOKEN', 'REFRESH_TOKEN_REUSED', 'UNAUTHENTICATED']);

/** Of this process: only `proxy.ts` exchanges tokens, for it alone can replace the cookie in time. */
export const refresher = new Refresher(async (refreshToken) => {
  try {
    const answer = await askGateway(RefreshTokenDocument, { input: { refreshToken } }, {});
    return answer.refreshToken;
  } catch (error) {
    if (error instanceof Refusal && OVER.has(error.code)) return undefined;
    throw error;
  }
});
