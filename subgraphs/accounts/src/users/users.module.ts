import { Module } from '@nestjs/common';
import { AuditModule } from '../audit/audit.module';
import { IdempotencyModule } from '../idempotency/idempotency.module';
import { OneTimeLinksModule } from '../one-time-links/one-time-links.module';
import { RevocationModule } from '../revocation/revocation.module';
import { CredentialsStore } from './credentials.store';
import { OwnProfileController } from './own-profile.controller';
import { UsersController } from './users.controller';
import { UsersLoader } from './users.loader';
import { UsersResolver } from './users.resolver';
import { UsersService } from './users.service';
import { UsersStore } from './users.store';

@Module({
  imports: [AuditModule, IdempotencyModule, OneTimeLinksModule, RevocationModule],

  controllers: [UsersController, OwnProfileController],
  providers: [UsersResolver, UsersService, UsersStore, CredentialsStore, UsersLoader],
  exports: [UsersService, UsersStore, CredentialsStore, UsersLoader],
})
export class UsersModule {}
