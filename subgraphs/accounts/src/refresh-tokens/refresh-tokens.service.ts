import { type Connection, pageFrom, toConnection } from '@ai-finops/service-kit/connection';
import { AppError } from '@ai-finops/service-kit/errors';
import type { IdempotentRequest } from '@ai-finops/service-kit/idempotency-key';
import { isId } from '@ai-finops/service-kit/identifiers';
import { nullableText } from '@ai-finops/service-kit/nullable-text';
import { sha256Hex } from '@ai-finops/service-kit/sha256';
import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import {
  type Actor,
  maySee,
  requireMayEndSessions,
  requireMaySee,
  requirePermission,
  requireService,
  SERVICE,
} from '../access/permissions';
import { AuditService } from '../audit/audit.service';
import { IdempotencyService } from '../idempotency/idempotency.service';
import { RevocationStore } from '../revocation/revocation.store';
import { UsersService } from '../users/users.service';
import {
  type RefreshTokenRow,
  type RefreshTokenView,
  refreshTokenView,
} from './refresh-token-view';
import { RefreshTokensStore } from './refresh-tokens.store';

/** A new refresh token; only its hash is kept. */
export const newRefreshToken = z.object({
  token: z.string().min(32).max(4_096).describe('The token; at least 128 bits of randomness.'),
  userId: z.string(),
  sessionId: nullableText
    .optional()
    .describe('The session whose family it begins or joins; one of the same user.'),
  expiresAt: z.iso.datetime({ offset: true }).describe('Its absolute end.'),
});
export type NewRefreshToken = z.output<typeof newRefreshToken>;

export type RefreshTokenPage = Connection<RefreshTokenView> & { readonly totalCount: number };

@Injectable()
export class RefreshTokensService {
  constructor(
    private readonly store: RefreshTokensStore,
    private readonly revocation: RevocationStore,
    private readonly users: UsersService,
    private readonly audit: AuditService,
    private readonly idempotency: IdempotencyService,
  ) {}

  /** Those of the tokens that the actor may see, by id of their records. */
  async findMany(
    actor: Actor,
    ids: readonly string[],
  ): Promise<ReadonlyMap<string, RefreshTokenView>> {
    const known = ids.filter(isId);
    const rows = known.length > 0 ? await this.store.findByIds(known) : [];
    const seen = views(rows).filter(({ userId }) => maySee(actor, userId));
    return new Map(seen.map((token) => [token.id, token]));
  }

  /** A token by itself, not revoked. Error NOT_FOUND. */
  async findByToken(actor: Actor, token: string): Promise<RefreshTokenView> {
    requireService(actor);
    const row = await this.store.findByHash(sha256Hex(token));
    return present(row && refreshTokenView(row));
  }

  async page(
    actor: Actor,
    userId: string,
    first: number,
    after: string | null | undefined,
  ): Promise<RefreshTokenPage> {
    requireMaySee(actor, userId);
    const page = pageFrom(first, after);
    const [rows, totalCount] = isId(userId)
      ? await Promise.all([this.store.findPage(userId, page), this.store.count(userId)])
      : [[], 0];
    const sortKey = ({ createdAt, id }: RefreshTokenView) => [createdAt, id];
    return { ...toConnection(views(rows), page, sortKey), totalCount };
  }

  /** Errors VALIDATION_FAILED for a user or session that is not there, CONFLICT for a known token. */
  async create(
    actor: Actor,
    given: NewRefreshToken,
    once: IdempotentRequest | null = null,
  ): Promise<RefreshTokenView> {
    requireService(actor);
    const { token, userId, sessionId = null, expiresAt } = given;
    if (!(await this.users.find(actor, userId))) {
      throw new AppError('VALIDATION_FAILED', 'There is no such user.', { field: 'userId' });
    }
    if (sessionId !== null && (!isId(sessionId) || !(await this.isSessionOf(sessionId, userId)))) {
      throw new AppError('VALIDATION_FAILED', 'The user has no such session.', {
        field: 'sessionId',
      });
    }
    const values = { hash: sha256Hex(token), userId, sessionId, expiresAt: new Date(expiresAt) };
    return this.idempotency.once(once, async (tx) =>
      present(refreshTokenView(await this.store.insert(tx, values))),
    );
  }

  /** Revokes a token and its family: the session ends. Error NOT_FOUND when absent or foreign. */
  async revoke(actor: Actor, id: string): Promise<RefreshTokenView> {
    const row = isId(id) ? await this.store.findById(id) : null;
    const token = present(row && refreshTokenView(row));
    if (!maySee(actor, token.userId)) throw notFound();
    const owner = await this.users.find(SERVICE, token.userId);
    if (owner) requireMayEndSessions(actor, owner);
    const { sessionId } = token;
    const now = await this.revocation.transaction(async (tx) => {
      if (sessionId !== null) await this.revocation.lockSession(tx, sessionId);
      const moment = await this.revocation.now(tx);
      if (sessionId !== null) await this.revocation.endSession(tx, sessionId, 'REVOKED', moment);
      await this.store.revoke(tx, id, moment);
      const details = sessionId === null ? {} : { session: sessionId };
      const about = { actor, subjectId: token.userId, details };
      await this.audit.record(tx, { event: 'SESSION_END', ...about });
      return moment;
    });
    return { ...token, revokedAt: token.revokedAt ?? now.toISOString() };
  }

  /** Revokes a token, given by itself, and its family. Error NOT_FOUND. */
  async revokeToken(actor: Actor, token: string): Promise<void> {
    const { id } = await this.findByToken(actor, token);
    await this.revoke(actor, id);
  }

  /** Revokes all tokens of a user, so that no session of theirs refreshes any more; repeatable. */
  async revokeAllOf(actor: Actor, userId: string): Promise<void> {
    requireService(actor);
    if (!isId(userId)) return;
    await this.revocation.transaction(async (tx) => {
      await this.revocation.revokeTokensOf(tx, userId, await this.revocation.now(tx));
      await this.audit.record(tx, { event: 'SESSIONS_END', actor, subjectId: userId });
    });
  }

  /** Removes tokens past their end; answers how many. */
  async cleanUp(actor: Actor): Promise<number> {
    requirePermission(actor, 'cleanup:run');
    return this.store.removeExpired(new Date());
  }

  private async isSessionOf(sessionId: string, userId: string): Promise<boolean> {
    return (await this.store.ownerOfSession(sessionId)) === userId;
  }
}

const views = (rows: readonly RefreshTokenRow[]): RefreshTokenView[] =>
  rows.map(refreshTokenView).filter((token) => token !== null);

const notFound = (): AppError => new AppError('NOT_FOUND', 'There is no such refresh token.');

function present(token: RefreshTokenView | null): RefreshTokenView {
  if (!token) throw notFound();
  return token;
}
