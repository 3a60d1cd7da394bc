import { Module } from '@nestjs/common';
import { AuditModule } from '../audit/audit.module';
import { RevocationModule } from '../revocation/revocation.module';
import { SessionsModule } from '../sessions/sessions.module';
import { UsersModule } from '../users/users.module';
import { RefreshTokensController } from './refresh-tokens.controller';
import { RefreshTokensLoader } from './refresh-tokens.loader';
import { RefreshTokensResolver } from './refresh-tokens.resolver';
import { RefreshTokensService } from './refresh-tokens.service';
import { RefreshTokensStore } from './refresh-tokens.store';

@Module({
  imports: [AuditModule, RevocationModule, SessionsModule, UsersModule],
  controllers: [RefreshTokensController],
  providers: [RefreshTokensResolver, RefreshTokensService, RefreshTokensStore, RefreshTokensLoader],
})
export class RefreshTokensModule {}
