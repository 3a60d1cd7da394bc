import {
  type DynamicModule,
  Injectable,
  Module,
  type OnApplicationBootstrap,
  type OnModuleDestroy,
} from '@nestjs/common';
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

/** Provides the list of what was called back, kept up to date while the service runs, and tells whose API keys are. */
@Module({})
export class RevocationListModule {
  static forRoot(accountsUrl: string, serviceToken: string): DynamicModule {
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
      ],
      exports: [RevocationList, ApiKeyVerifier],
    };
  }
}
