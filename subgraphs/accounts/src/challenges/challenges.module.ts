import { Module } from '@nestjs/common';
import { RevocationModule } from '../revocation/revocation.module';
import { ChallengesController } from './challenges.controller';
import { ChallengesService } from './challenges.service';
import { ChallengesStore } from './challenges.store';

@Module({
  imports: [RevocationModule],
  controllers: [ChallengesController],
  providers: [ChallengesService, ChallengesStore],
  exports: [ChallengesStore],
})
export class ChallengesModule {}
