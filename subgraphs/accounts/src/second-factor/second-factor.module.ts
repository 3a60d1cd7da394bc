import { Module } from '@nestjs/common';
import { AuditModule } from '../audit/audit.module';
import { ChallengesModule } from '../challenges/challenges.module';
import { InternalModule } from '../internal/internal.module';
import { RevocationModule } from '../revocation/revocation.module';
import { SecondFactorController } from './second-factor.controller';
import { SecondFactorService } from './second-factor.service';
import { SecondFactorStore } from './second-factor.store';

@Module({
  imports: [AuditModule, ChallengesModule, InternalModule, RevocationModule],
  controllers: [SecondFactorController],
  providers: [SecondFactorService, SecondFactorStore],
  exports: [SecondFactorService],
})
export class SecondFactorModule {}
