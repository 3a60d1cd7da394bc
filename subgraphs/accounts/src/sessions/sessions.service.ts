import { type Connection, pageFrom, toConnection } from '@ai-finops/service-kit/connection';
import { AppError } from '@ai-finops/service-kit/errors';
import type { IdempotentRequest } from '@ai-finops/service-kit/idempotency-key';
import { isId } from '@ai-finops/service-kit/identifiers';
import { Injectable } from '@nestjs/common';
import {
  type Actor,
  maySee,
  requireMayEndSessions,
  requireMaySee,
  requirePermission,
  requireService,
  SERVICE,
} from '../access/permissions';
import { AuditService, type Happening } from '../audit/audit.service';
import { IdempotencyService } from '../idempotency/idempotency.service';
import { RevocationStore } from '../revocation/revocation.store';
import { UsersService } from '../users/users.service';
import type { NewSession } from './session-input';
import { type SessionRow, type SessionView, sessionView } from './session-view';
import { SessionsStore } from './sessions.store';

/** Where a request came from that another service passes on. */
type Origin = Pick<Happening, 'ipAddress' | 'userAgent'>;

export type SessionPage = Connection<SessionView> & { readonly totalCount: number };

const DEFAULT_LIFE_MS = 7 * 86_400_000;
/** The most sessions of one user that are shown without pages. */
const MOST = 100;

@Injectable()
export class SessionsService {
  constructor(
    private readonly store: SessionsStore,
    private readonly revocation: RevocationStore,
    private readonly users: UsersService,
    private readonly audit: AuditService,
    private readonly idempotency: IdempotencyService,
  ) {}

  /** Those of the sessions that the actor may see, by id; ended ones too. */
  async findMany(actor: Actor, ids: readonly string[]): Promise<ReadonlyMap<string, SessionView>> {
    const known = ids.filter(isId);
    const rows = known.length > 0 ? await this.store.findByIds(known) : [];
    const seen = views(rows).filter(({ userId }) => maySee(actor, userId));
    return new Map(seen.map((session) => [session.id, session]));
  }

  async page(
    actor: Actor,
    userId: string,
    first: number,
    after: string | null | undefined,
  ): Promise<SessionPage> {
    requireMaySee(actor, userId);
    const page = pageFrom(first, after);
    const now = new Date();
    const [rows, totalCount] = isId(userId)
      ? await Promise.all([
          this.store.findPage(userId, page, now),
          this.store.countLive(userId, now),
        ])
      : [[], 0];
    const sortKey = ({ createdAt, id }: SessionView) => [createdAt, id];
    return { ...toConnection(views(rows), page, sortKey), totalCount };
  }

  /** Live sessions of those users that the actor may see, by user, newest first. */
  async findLiveOf(
    actor: Actor,
    userIds: readonly string[],
  ): Promise<ReadonlyMap<string, SessionView[]>> {
    const seen = userIds.filter((id) => maySee(actor, id) && isId(id));
    const found = new Map(seen.map((id) => [id, [] as SessionView[]]));
    const rows = seen.length > 0 ? await this.store.findLiveOf(seen, MOST, new Date()) : [];
    for (const session of views(rows)) found.get(session.userId)?.push(session);
    return found;
  }

  /** Error VALIDATION_FAILED for a user that is not there. */
  async create(
    actor: Actor,
    session: NewSession,
    once: IdempotentRequest | null = null,
  ): Promise<SessionView> {
    requireService(actor);
    const { userId, ipAddress = null, userAgent = null, expiresAt } = session;
    if (!(await this.users.find(actor, userId))) {
      throw new AppError('VALIDATION_FAILED', 'There is no such user.', { field: 'userId' });
    }
    const end = expiresAt === undefined ? Date.now() + DEFAULT_LIFE_MS : Date.parse(expiresAt);
    const values = { userId, ipAddress, userAgent, expiresAt: new Date(end) };
    return this.idempotency.once(once, async (tx) =>
      present(sessionView(await this.store.insert(tx, values))),
    );
  }

  /** Ends a live session with its refresh tokens. Error NOT_FOUND when absent, ended or foreign. */
  async end(actor: Actor, id: string, origin: Origin = {}): Promise<SessionView> {
    const row = isId(id) ? await this.store.findLiveById(id, new Date()) : null;
    const session = present(row && sessionView(row));
    if (!maySee(actor, session.userId)) throw notFound();
    const owner = await this.users.find(SERVICE, session.userId);
    if (owner) requireMayEndSessions(actor, owner);
    await this.revocation.transaction(async (tx) => {
      await this.revocation.lockSession(tx, id);
      // Of two that end it at once, one did, and the log says so once.
      const now = await this.revocation.now(tx);
      if (!(await this.revocation.endSession(tx, id, 'REVOKED', now))) throw notFound();
      const about = { actor, subjectId: session.userId, details: { session: id } };
      await this.audit.record(tx, { event: 'SESSION_END', ...about, ...origin });
    });
    return session;
  }

  /** Ends all sessions of a user; repeatable. Answers how many there were. */
  async endAllOf(actor: Actor, userId: string): Promise<number> {
    const owner = maySee(actor, userId) ? await this.users.find(actor, userId) : null;
    if (!owner) {
      // A service asks again, and also for an account that is gone; to people, absent and foreign are alike.
      if (actor !== SERVICE) throw new AppError('NOT_FOUND', 'There is no such user.');
      if (!isId(userId)) return 0;
    } else requireMayEndSessions(actor, owner);
    return this.revocation.transaction(async (tx) => {
      const now = await this.revocation.now(tx);
      const ended = await this.revocation.endAllOf(tx, userId, 'REVOKED', now);
      const about = { actor, subjectId: userId, details: { sessions: ended } };
      await this.audit.record(tx, { event: 'SESSIONS_END', ...about });
      return ended;
    });
  }

  /** Ends all sessions of a user by their own wish, or all but one; repeatable. */
  async logOutEverywhere(
    userId: string,
    exceptSessionId: string | undefined,
    origin: Origin,
  ): Promise<void> {
    if (!isId(userId)) return;
    await this.revocation.transaction(async (tx) => {
      const now = await this.revocation.now(tx);
      await (exceptSessionId === undefined
        ? this.revocation.endAllOf(tx, userId, 'LOGOUT', now)
        : this.revocation.endOthersOf(tx, userId, exceptSessionId, 'LOGOUT', now));
      const about = { actor: null, subjectId: userId, ...origin };
      const details = { exceptThis: exceptSessionId !== undefined };
      await this.audit.record(tx, { event: 'LOGOUT_EVERYWHERE', ...about, details });
    });
  }

  /** Removes sessions past their end; answers how many. */
  async cleanUp(actor: Actor): Promise<number> {
    requirePermission(actor, 'cleanup:run');
    return this.store.removeExpired(new Date());
  }
}

const views = (rows: readonly SessionRow[]): SessionView[] =>
  rows.map(sessionView).filter((session) => session !== null);

const notFound = (): AppError => new AppError('NOT_FOUND', 'There is no such session.');

function present(session: SessionView | null): SessionView {
  if (!session) throw notFound();
  return session;
}
