import { RevocationListModule } from '@ai-finops/service-kit/revocation-list.module';
import { type DynamicModule, Module } from '@nestjs/common';
import { ACCOUNTS_OPTIONS, AccountsClient, type AccountsOptions } from './accounts.client';

/** Accounts, and what it tells of sessions that ended. */
@Module({})
export class AccountsModule {
  static forRoot(options: AccountsOptions): DynamicModule {
    return {
      module: AccountsModule,
      global: true,
      imports: [RevocationListModule.forRoot(options.url, options.token)],
      providers: [AccountsClient, { provide: ACCOUNTS_OPTIONS, useValue: options }],
      exports: [AccountsClient],
    };
  }
}
