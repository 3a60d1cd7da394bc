import { Module } from '@nestjs/common';
import { AuditModule } from '../audit/audit.module';
import { RevocationModule } from '../revocation/revocation.module';
import { UsersModule } from '../users/users.module';
import { ApiKeysResolver } from './api-keys.resolver';
import { ApiKeysService } from './api-keys.service';
import { ApiKeysStore } from './api-keys.store';
import { InternalApiKeysController } from './internal-api-keys.controller';

@Module({
  imports: [AuditModule, RevocationModule, UsersModule],
  controllers: [InternalApiKeysController],
  providers: [ApiKeysResolver, ApiKeysService, ApiKeysStore],
})
export class ApiKeysModule {}
