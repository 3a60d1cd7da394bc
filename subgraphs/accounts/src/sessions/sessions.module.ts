import { Module } from '@nestjs/common';
import { AuditModule } from '../audit/audit.module';
import { IdempotencyModule } from '../idempotency/idempotency.module';
import { RevocationModule } from '../revocation/revocation.module';
import { UsersModule } from '../users/users.module';
import { OwnSessionsController } from './own-sessions.controller';
import { SessionsController } from './sessions.controller';
import { SessionsLoader, SessionsOfUserLoader } from './sessions.loader';
import { SessionsResolver } from './sessions.resolver';
import { SessionsService } from './sessions.service';
import { SessionsStore } from './sessions.store';
import { UserSessionsResolver } from './user-sessions.resolver';

@Module({
  imports: [AuditModule, IdempotencyModule, RevocationModule, UsersModule],
  controllers: [SessionsController, OwnSessionsController],
  providers: [
    SessionsResolver,
    UserSessionsResolver,
    SessionsService,
    SessionsStore,
    SessionsLoader,
    SessionsOfUserLoader,
  ],
  exports: [SessionsService, SessionsLoader],
})
export class SessionsModule {}
