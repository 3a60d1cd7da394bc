import type { AccessKeys } from '@ai-finops/service-kit/access-keys';
import { RevocationListModule } from '@ai-finops/service-kit/revocation-list.module';
import { type DynamicModule, Module } from '@nestjs/common';
import { ACCOUNTS_OPTIONS, AccountsClient, type AccountsOptions } from './accounts.client';

/** Accounts, what it tells of sessions that ended, and the access tokens that are checked by that. */
@Module({})
export class AccountsModule {
  static forRoot(options: AccountsOptions, keys: AccessKeys): DynamicModule {
    return {
      module: AccountsModule,
      global: true,
      imports: [RevocationListModule.forRoot(options.url, options.token, keys)],
      providers: [AccountsClient, { provide: ACCOUNTS_OPTIONS, useValue: options }],
      exports: [AccountsClient],
    };
  }
}
