import { type DynamicModule, Module } from '@nestjs/common';
import { ChallengesModule } from '../challenges/challenges.module';
import { PasskeysClient } from './passkeys.client';
import { PasskeysController } from './passkeys.controller';
import { PasskeysResolver } from './passkeys.resolver';
import { PasskeysService, RELYING_PARTY, type RelyingParty } from './passkeys.service';

@Module({})
export class PasskeysModule {
  static forRoot(party: RelyingParty): DynamicModule {
    return {
      module: PasskeysModule,
      imports: [ChallengesModule],
      controllers: [PasskeysController],
      providers: [
        PasskeysResolver,
        PasskeysService,
        PasskeysClient,
        { provide: RELYING_PARTY, useValue: party },
      ],
    };
  }
}
