import { RevocationList } from '@ai-finops/service-kit/revocation-list';
import {
  type DynamicModule,
  Injectable,
  Module,
  type OnApplicationBootstrap,
  type OnModuleDestroy,
} from '@nestjs/common';
import { ACCOUNTS_OPTIONS, AccountsClient, type AccountsOptions } from './accounts.client';

@Injectable()
class RevocationLifetime implements OnApplicationBootstrap, OnModuleDestroy {
  constructor(private readonly revocations: RevocationList) {}

  async onApplicationBootstrap(): Promise<void> {
    await this.revocations.start();
  }

  onModuleDestroy(): void {
    this.revocations.stop();
  }
}

/** Accounts, and what it tells of sessions that ended. */
@Module({})
export class AccountsModule {
  static forRoot(options: AccountsOptions): DynamicModule {
    return {
      module: AccountsModule,
      global: true,
      providers: [
        AccountsClient,
        RevocationLifetime,
        { provide: ACCOUNTS_OPTIONS, useValue: options },
        {
          provide: RevocationList,
          useFactory: () => new RevocationList(options.url, options.token),
        },
      ],
      exports: [AccountsClient, RevocationList],
    };
  }
}
