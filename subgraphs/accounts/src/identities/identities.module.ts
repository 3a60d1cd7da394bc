import { Module } from '@nestjs/common';
import { AuditModule } from '../audit/audit.module';
import { InternalModule } from '../internal/internal.module';
import { RevocationModule } from '../revocation/revocation.module';
import { SecondFactorModule } from '../second-factor/second-factor.module';
import { UsersModule } from '../users/users.module';
import { IdentitiesController } from './identities.controller';
import { IdentitiesService } from './identities.service';
import { IdentitiesStore } from './identities.store';

@Module({
  imports: [AuditModule, InternalModule, RevocationModule, SecondFactorModule, UsersModule],
  controllers: [IdentitiesController],
  providers: [IdentitiesService, IdentitiesStore],
})
export class IdentitiesModule {}
