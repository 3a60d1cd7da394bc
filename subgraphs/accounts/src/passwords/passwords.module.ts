import { Module } from '@nestjs/common';
import { AuditModule } from '../audit/audit.module';
import { OneTimeLinksModule } from '../one-time-links/one-time-links.module';
import { RevocationModule } from '../revocation/revocation.module';
import { UsersModule } from '../users/users.module';
import { PasswordsController } from './passwords.controller';
import { PasswordsService } from './passwords.service';

@Module({
  imports: [AuditModule, OneTimeLinksModule, RevocationModule, UsersModule],
  controllers: [PasswordsController],
  providers: [PasswordsService],
  exports: [PasswordsService],
})
export class PasswordsModule {}
