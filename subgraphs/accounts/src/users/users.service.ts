import { type Connection, pageFrom, toConnection } from '@ai-finops/service-kit/connection';
import { canonicalEmail } from '@ai-finops/service-kit/email';
import { AppError } from '@ai-finops/service-kit/errors';
import type { IdempotentRequest } from '@ai-finops/service-kit/idempotency-key';
import { isId } from '@ai-finops/service-kit/identifiers';
import { Injectable } from '@nestjs/common';
import {
  type Actor,
  maySee,
  requireMayChange,
  requireMayGrant,
  requirePermission,
  SERVICE,
} from '../access/permissions';
import { AuditService } from '../audit/audit.service';
import { IdempotencyService } from '../idempotency/idempotency.service';
import { OneTimeLinksStore } from '../one-time-links/one-time-links.store';
import { type EndReason, RevocationStore, type Transaction } from '../revocation/revocation.store';
import { happeningsOf } from './user-happenings';
import type { NewUser, UserChange, UserFilter } from './user-input';
import { roleOf, statusOf, type UserRow, type UserView, userView } from './user-view';
import { UsersStore } from './users.store';

/** How an account is made. */
export interface Creation {
  readonly once?: IdempotentRequest | null;
  /** The end of a password that somebody else made up. */
  readonly passwordExpiresAt?: Date;
}

export type UserPage = Connection<UserView> & { readonly totalCount: number };

@Injectable()
export class UsersService {
  constructor(
    private readonly store: UsersStore,
    private readonly revocation: RevocationStore,
    private readonly audit: AuditService,
    private readonly idempotency: IdempotencyService,
    private readonly links: OneTimeLinksStore,
  ) {}

  /** Null when absent or not visible to the actor, alike. */
  async find(actor: Actor, id: string): Promise<UserView | null> {
    if (!maySee(actor, id) || !isId(id)) return null;
    return visible(actor, await this.store.findById(id));
  }

  /** Those of the accounts that the actor may see, by id. */
  async findMany(actor: Actor, ids: readonly string[]): Promise<ReadonlyMap<string, UserView>> {
    const seen = ids.filter((id) => maySee(actor, id) && isId(id));
    const rows = seen.length > 0 ? await this.store.findByIds(seen) : [];
    return new Map(
      rows.flatMap((row) => {
        const user = visible(actor, row);
        return user ? [[user.id, user] as const] : [];
      }),
    );
  }

  /** Null when absent or not visible. */
  async findByEmail(actor: Actor, email: string): Promise<UserView | null> {
    requirePermission(actor, 'users:list');
    const canonical = canonicalEmail(email);
    return canonical ? visible(actor, await this.store.findByEmail(canonical)) : null;
  }

  async page(
    actor: Actor,
    first: number,
    after: string | null | undefined,
    filter: UserFilter,
  ): Promise<UserPage> {
    requirePermission(actor, 'users:list');
    const page = pageFrom(first, after);
    const [rows, totalCount] = await Promise.all([
      this.store.findPage(filter, page),
      this.store.count(filter),
    ]);
    const users = rows.map(userView);
    return { ...toConnection(users, page, ({ createdAt, id }) => [createdAt, id]), totalCount };
  }

  /** A part of the list by position, newest first, and how many there are. */
  async slice(
    actor: Actor,
    filter: UserFilter,
    limit: number,
    offset: number,
  ): Promise<{ readonly users: UserView[]; readonly total: number }> {
    requirePermission(actor, 'users:list');
    const [rows, total] = await Promise.all([
      this.store.findSlice(filter, limit, offset),
      this.store.count(filter),
    ]);
    return { users: rows.map(userView), total };
  }

  /** An active account, kept from changing until the end of the transaction; null when there is none. */
  async lockActive(tx: Transaction, id: string): Promise<UserView | null> {
    const row = await this.store.lock(tx, id);
    const user = row && userView(row);
    return user?.status === 'ACTIVE' ? user : null;
  }

  /** Error EMAIL_TAKEN. */
  async create(actor: Actor, user: NewUser, creation: Creation = {}): Promise<UserView> {
    requirePermission(actor, 'users:create');
    requireMayGrant(actor, user.role ?? 'USER');
    const { once = null, passwordExpiresAt = null } = creation;
    return this.idempotency.once(once, async (tx) => {
      const created = userView(await this.store.insert(tx, user, passwordExpiresAt));
      const details = { role: created.role };
      const event = 'USER_CREATE' as const;
      await this.audit.record(tx, { event, actor, subjectId: created.id, details });
      return created;
    });
  }

  /** Changes an account; what weakens its rights or its password takes effect within 5 seconds. */
  async update(actor: Actor, id: string, change: UserChange): Promise<UserView> {
    if (!maySee(actor, id) || !isId(id)) throw notFound();
    return this.revocation.transaction(async (tx) => {
      const touchesRights = change.role !== undefined || change.status !== undefined;
      if (touchesRights) await this.store.lockRights(tx);
      const row = await this.store.lock(tx, id);
      // Over REST a deleted account is absent, but for giving it another status: that restores it.
      const restores = actor === SERVICE && change.status !== undefined;
      if (!row || (!restores && !visible(actor, row))) throw notFound();
      const before = { id, role: roleOf(row.role), status: statusOf(row.status) };
      requireMayChange(actor, before, change);
      const role = change.role ?? before.role;
      const status = change.status ?? before.status;
      const superAdmin = before.role === 'SUPER_ADMIN' && before.status === 'ACTIVE';
      if (superAdmin && (role !== 'SUPER_ADMIN' || status !== 'ACTIVE')) {
        if ((await this.store.countOtherSuperAdmins(tx, id)) === 0) {
          throw new AppError('CONFLICT', 'The last SUPER_ADMIN must stay.');
        }
      }
      const now = await this.revocation.now(tx);
      const ended = endOfSessions(before.status, status, change);
      if (ended) await this.revocation.endAllOf(tx, id, ended, now);
      // Links that were mailed to the old address, or asked for under the old password.
      if (change.email !== undefined || ended) await this.links.removeOf(tx, id);
      const callTokensBack = ended !== undefined || role !== before.role;
      for (const happening of happeningsOf(actor, before, change)) {
        await this.audit.record(tx, happening);
      }
      return userView(await this.store.update(tx, id, { ...change, now, callTokensBack }));
    });
  }

  /** Soft delete: the row stays, its sessions end. Error NOT_FOUND also when deleted before. */
  async delete(actor: Actor, id: string): Promise<UserView> {
    const user = await this.find(actor, id);
    if (!user || user.status === 'DELETED') throw notFound();
    return this.update(actor, id, { status: 'DELETED' });
  }
}

const notFound = (): AppError => new AppError('NOT_FOUND', 'There is no such user.');

/** Deleted accounts are shown to administrators only: not to their owner, not over REST. */
function visible(actor: Actor, row: UserRow | null): UserView | null {
  if (!row) return null;
  const hidden = actor === SERVICE || actor.id === row.id;
  return hidden && row.status === 'DELETED' ? null : userView(row);
}

/** Why a change ends the account's sessions; undefined when it does not. */
function endOfSessions(before: string, after: string, change: UserChange): EndReason | undefined {
  if (before !== after && after !== 'ACTIVE') return 'USER_DISABLED';
  return change.password === undefined ? undefined : 'PASSWORD_CHANGE';
}
