import {
  type DynamicModule,
  Injectable,
  Module,
  type OnApplicationBootstrap,
  type OnModuleDestroy,
} from '@nestjs/common';
import type { AccessKeys } from './access-keys';
import { AccessTokens } from './access-tokens';
import { ApiKeyVerifier } from './api-key-verifier';
import { RevocationList } from './revocation-list';

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

/**
 * Provides the check of access tokens and of API keys, by the list of what was called back, kept up to date
 * while the service runs.
 */
@Module({})
export class RevocationListModule {
  static forRoot(accountsUrl: string, serviceToken: string, keys: AccessKeys): DynamicModule {
    return {
      module: RevocationListModule,
      global: true,
      providers: [
        RevocationLifetime,
        {
          provide: RevocationList,
          useFactory: () => new RevocationList(accountsUrl, serviceToken),
        },
        {
          provide: ApiKeyVerifier,
          useFactory: (revocations: RevocationList) =>
            new ApiKeyVerifier(accountsUrl, serviceToken, revocations),
          inject: [RevocationList],
        },
        {
          provide: AccessTokens,
          useFactory: (revocations: RevocationList) => new AccessTokens(keys, revocations),
          inject: [RevocationList],
        },
      ],
      exports: [RevocationList, ApiKeyVerifier, AccessTokens],
    };
  }
}
