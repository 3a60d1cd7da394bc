import { type DynamicModule, Module } from '@nestjs/common';
import { ChallengesModule } from '../challenges/challenges.module';
import { IdentitiesClient } from './identities.client';
import { OidcController } from './oidc.controller';
import { OidcResolver } from './oidc.resolver';
import { OIDC_OPTIONS, type OidcOptions, OidcService } from './oidc.service';

@Module({})
export class OidcModule {
  static forRoot(options: OidcOptions): DynamicModule {
    return {
      module: OidcModule,
      imports: [ChallengesModule],
      controllers: [OidcController],
      providers: [
        OidcResolver,
        OidcService,
        IdentitiesClient,
        { provide: OIDC_OPTIONS, useValue: options },
      ],
    };
  }
}
