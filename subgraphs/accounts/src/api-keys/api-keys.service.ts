import { isIP } from 'node:net';
import { apiKeyHash, apiKeyHint, newApiKey } from '@ai-finops/service-kit/api-key';
import { AppError } from '@ai-finops/service-kit/errors';
import { isId } from '@ai-finops/service-kit/identifiers';
import { OncePer } from '@ai-finops/service-kit/once-per';
import { SCOPES } from '@ai-finops/service-kit/scopes';
import type { Viewer } from '@ai-finops/service-kit/viewer';
import { Injectable } from '@nestjs/common';
import {
  type Actor,
  maySee,
  requireMayEndSessions,
  requireMayMakeKeys,
  requireMaySee,
  requirePermission,
  SERVICE,
} from '../access/permissions';
import { AuditService, type Happening } from '../audit/audit.service';
import { RevocationStore } from '../revocation/revocation.store';
import { issuedAtSeconds } from '../revocation/valid-from';
import { roleOf, statusOf, type UserView } from '../users/user-view';
import { UsersService } from '../users/users.service';
import type {
  ApiKeyQuestion,
  ApiKeyView,
  CreatedApiKey,
  NewApiKey,
  VerifiedApiKey,
} from './api-key-bodies';
import { type ApiKeyRow, ApiKeysStore } from './api-keys.store';

/** Keys of one account that are not revoked. */
const MOST_KEYS = 50;
const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;
/** Whoever verified a key may go by it for this long, as long as the revocation list does not name it. */
const VERIFIED_FOR_SECONDS = 60;

@Injectable()
export class ApiKeysService {
  /** A key that was revoked may stay in use for long: once an hour is told. */
  readonly #refused = new OncePer(HOUR_MS);

  constructor(
    private readonly store: ApiKeysStore,
    private readonly revocation: RevocationStore,
    private readonly users: UsersService,
    private readonly audit: AuditService,
  ) {}

  /** Keys that were not revoked, newest first. Error FORBIDDEN for another's, but for administrators. */
  async findOf(actor: Actor, userId: string): Promise<ApiKeyView[]> {
    requireMaySee(actor, userId);
    return isId(userId) ? (await this.store.findOf(userId)).map(apiKeyView) : [];
  }

  /**
   * Makes a key for its owner and answers it, the only time that it is seen. Errors FORBIDDEN (a scope
   * needs a higher role), CONFLICT (too many keys), NOT_FOUND (no such active account).
   */
  async create(actor: Actor, userId: string, input: NewApiKey): Promise<CreatedApiKey> {
    requireMayMakeKeys(actor, userId);
    const secret = newApiKey();
    return this.revocation.transaction(async (tx) => {
      const owner = isId(userId) ? await this.users.lockActive(tx, userId) : null;
      if (!owner) throw new AppError('NOT_FOUND', 'There is no such user.');
      // Of the owner as they are now, also where auth asks for them.
      if (input.scopes.includes('admin')) requirePermission(ownerOf(owner), 'keys:admin');
      if ((await this.store.countOf(tx, userId)) >= MOST_KEYS) {
        throw new AppError('CONFLICT', `An account has at most ${MOST_KEYS} API keys: revoke one.`);
      }
      const now = await this.revocation.now(tx);
      const row = await this.store.insert(tx, {
        userId,
        name: input.name,
        hint: apiKeyHint(secret),
        keyHash: apiKeyHash(secret),
        scopes: input.scopes,
        now,
        expiresAt: new Date(now.getTime() + input.expiresInDays * DAY_MS),
      });
      await this.audit.record(tx, {
        event: 'API_KEY_CREATE',
        actor: asOwner(actor, userId),
        subjectId: userId,
        details: { key: row.id, scopes: input.scopes.join(' ') },
      });
      return { secret, apiKey: apiKeyView(row) };
    });
  }

  /**
   * Revokes a key for good. `userId`, when given, is whose it must be. Error NOT_FOUND when absent, revoked
   * or not visible; FORBIDDEN for one of an account above the actor.
   */
  async revoke(actor: Actor, id: string, userId?: string): Promise<ApiKeyView> {
    const row = isId(id) ? await this.store.findById(id) : null;
    if (!row || !maySee(actor, row.user_id) || (userId !== undefined && row.user_id !== userId)) {
      throw notFound();
    }
    const owner = await this.users.find(SERVICE, row.user_id);
    if (owner) requireMayEndSessions(actor, owner);
    return this.revocation.transaction(async (tx) => {
      const revoked = await this.store.revoke(tx, id, await this.revocation.now(tx));
      if (!revoked) throw notFound();
      await this.audit.record(tx, {
        event: 'API_KEY_REVOKE',
        actor: asOwner(actor, row.user_id),
        subjectId: row.user_id,
        details: { key: id },
      });
      return apiKeyView(row);
    });
  }

  /** Whose key it is and what it may do now. Error NOT_FOUND for one that is not valid, whatever the reason. */
  async verify({ keyHash, ipAddress }: ApiKeyQuestion): Promise<VerifiedApiKey> {
    const address = ipAddress && isIP(ipAddress) ? ipAddress : null;
    const key = await this.revocation.transaction(async (tx) => {
      const used = await this.store.use(tx, keyHash, address);
      if (!used || statusOf(used.status) !== 'ACTIVE') return null;
      if (used.first_of_hour) await this.audit.record(tx, useOf(used, address, 'SUCCESS'));
      return used;
    });
    if (!key) {
      const refused = await this.store.findOwnerOf(keyHash);
      if (refused && this.#refused.isNew(refused.id)) {
        await this.audit.note(useOf(refused, address, 'FAILURE'));
      }
      throw new AppError('NOT_FOUND', 'There is no such API key.');
    }
    const secondsLeft = Math.floor((key.expires_at.getTime() - key.now.getTime()) / 1000);
    return {
      keyId: key.id,
      userId: key.user_id,
      role: roleOf(key.role),
      scopes: scopesOf(key.scopes),
      issuedAt: issuedAtSeconds(key.now, key.tokens_valid_from),
      validForSeconds: Math.min(VERIFIED_FOR_SECONDS, secondsLeft),
    };
  }
}

/** Where a key was used, its holder is who acts; whoever holds one that was revoked need not be its owner. */
const useOf = (
  key: { readonly id: string; readonly user_id: string },
  ipAddress: string | null,
  outcome: 'SUCCESS' | 'FAILURE',
): Happening => ({
  event: 'API_KEY_USE',
  outcome,
  actor: outcome === 'SUCCESS' ? asOwner(SERVICE, key.user_id) : null,
  subjectId: key.user_id,
  ipAddress,
  userAgent: null,
  details: { key: key.id },
});

const ownerOf = ({ id, role }: Pick<UserView, 'id' | 'role'>): Viewer => ({
  id,
  role,
  sessionId: '',
});

/** Auth asks for its viewer, who acts upon their own keys. */
const asOwner = (actor: Actor, id: string): Actor =>
  actor === SERVICE ? ownerOf({ id, role: 'USER' }) : actor;

const notFound = (): AppError => new AppError('NOT_FOUND', 'There is no such API key.');

const scopesOf = (kept: readonly string[]) => SCOPES.filter((scope) => kept.includes(scope));

function apiKeyView(row: ApiKeyRow): ApiKeyView {
  return {
    id: row.id,
    userId: row.user_id,
    name: row.name,
    hint: row.hint,
    scopes: scopesOf(row.scopes),
    createdAt: row.created_at.toISOString(),
    expiresAt: row.expires_at.toISOString(),
    lastUsedAt: row.last_used_at?.toISOString() ?? null,
    lastUsedIp: row.last_used_ip,
  };
}
