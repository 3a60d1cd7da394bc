import { Injectable } from '@nestjs/common';
import { AccountsClient } from '../accounts/accounts.client';
import type { ApiKey, CreatedApiKey, NewApiKey } from './api-key-bodies';

const pathOf = (userId: string): string => `/internal/users/${encodeURIComponent(userId)}/api-keys`;

/** The API keys of one user, which accounts keeps. */
@Injectable()
export class ApiKeysClient {
  constructor(private readonly accounts: AccountsClient) {}

  /** Errors VALIDATION_FAILED, FORBIDDEN, CONFLICT. */
  create(userId: string, key: NewApiKey): Promise<CreatedApiKey> {
    return this.accounts.ask(pathOf(userId), { method: 'POST', body: key });
  }

  findOf(userId: string): Promise<ApiKey[]> {
    return this.accounts.ask(pathOf(userId));
  }

  /** Error NOT_FOUND. */
  async revoke(userId: string, id: string): Promise<void> {
    await this.accounts.ask(`${pathOf(userId)}/${encodeURIComponent(id)}`, { method: 'DELETE' });
  }
}
