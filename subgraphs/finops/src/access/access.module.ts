import { RevocationList } from '@ai-finops/service-kit/revocation-list';
import {
  type DynamicModule,
  Injectable,
  Module,
  type OnApplicationBootstrap,
  type OnModuleDestroy,
} from '@nestjs/common';
import { JWT_SECRET } from './bearer-token.guard';
import { CostAccess, DEFAULT_COST_ACCESS } from './cost-access';
import { LiveBatches } from './live-batches.store';

export interface AccessOptions {
  /** What a user without any grant may see. */
  readonly defaultCostAccess: 'none' | 'all';
  readonly jwtSecret: string;
  readonly accountsUrl: string;
  readonly accountsToken: string;
}

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

/** Who asks, and which costs they may see, for every feature of the service. */
@Module({})
export class AccessModule {
  static forRoot(options: AccessOptions): DynamicModule {
    const { defaultCostAccess, jwtSecret, accountsUrl, accountsToken } = options;
    return {
      module: AccessModule,
      global: true,
      providers: [
        CostAccess,
        LiveBatches,
        RevocationLifetime,
        { provide: DEFAULT_COST_ACCESS, useValue: defaultCostAccess },
        { provide: JWT_SECRET, useValue: jwtSecret },
        {
          provide: RevocationList,
          useFactory: () => new RevocationList(accountsUrl, accountsToken),
        },
      ],
      exports: [CostAccess, JWT_SECRET, RevocationList],
    };
  }
}
