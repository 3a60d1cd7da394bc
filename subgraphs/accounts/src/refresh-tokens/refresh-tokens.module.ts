import { Module } from '@nestjs/common';
import { AuditModule } from '../audit/audit.module';
import { IdempotencyModule } from '../idempotency/idempotency.module';
import { RevocationModule } from '../revocation/revocation.module';
import { SessionsModule } from '../sessions/sessions.module';
import { UsersModule } from '../users/users.module';
import { RefreshTokensController } from './refresh-tokens.controller';
import { RefreshTokensLoader } from './refresh-tokens.loader';
import { RefreshTokensResolver } from './refresh-tokens.resolver';
import { RefreshTokensService } from './refresh-tokens.service';
import { RefreshTokensStore } from './refresh-tokens.store';

@Module({
  imports: [AuditModule, IdempotencyModule, RevocationModule, SessionsModule, UsersModule],
  controllers: [RefreshTokensController],
  providers: [RefreshTokensResolver, RefreshTokensService, RefreshTokensStore, RefreshTokensLoader],
  exports: [RefreshTokensService],
})
export class RefreshTokensModule {}
