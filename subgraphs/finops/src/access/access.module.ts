import type { AccessKeys } from '@ai-finops/service-kit/access-keys';
import { RevocationListModule } from '@ai-finops/service-kit/revocation-list.module';
import { type DynamicModule, Module } from '@nestjs/common';
import { CostAccess, DEFAULT_COST_ACCESS } from './cost-access';
import { CostAuditTrail } from './cost-audit-trail';
import { CostDenials } from './cost-denials';
import { CostScopesResolver } from './cost-scopes.resolver';
import { CostScopesService } from './cost-scopes.service';
import { CostScopesStore } from './cost-scopes.store';
import { LiveBatches } from './live-batches.store';

export interface AccessOptions {
  /** What a user without any grant may see. */
  readonly defaultCostAccess: 'none' | 'all';
  readonly accessKeys: AccessKeys;
  readonly accountsUrl: string;
  readonly accountsToken: string;
}

/** Who asks, and which costs they may see, for every feature of the service. */
@Module({})
export class AccessModule {
  static forRoot(options: AccessOptions): DynamicModule {
    const { defaultCostAccess, accessKeys, accountsUrl, accountsToken } = options;
    return {
      module: AccessModule,
      global: true,
      imports: [RevocationListModule.forRoot(accountsUrl, accountsToken, accessKeys)],
      providers: [
        CostAccess,
        CostDenials,
        CostScopesResolver,
        CostScopesService,
        CostScopesStore,
        LiveBatches,
        {
          provide: CostAuditTrail,
          useFactory: () => new CostAuditTrail(accountsUrl, accountsToken),
        },
        { provide: DEFAULT_COST_ACCESS, useValue: defaultCostAccess },
      ],
      exports: [CostAccess, CostAuditTrail, DEFAULT_COST_ACCESS],
    };
  }
}
