import { Module } from '@nestjs/common';
import { AuditModule } from '../audit/audit.module';
import { OneTimeLinksModule } from '../one-time-links/one-time-links.module';
import { RevocationModule } from '../revocation/revocation.module';
import { PasswordsController } from './passwords.controller';
import { PasswordsService } from './passwords.service';
import { PasswordsStore } from './passwords.store';

@Module({
  imports: [AuditModule, OneTimeLinksModule, RevocationModule],
  controllers: [PasswordsController],
  providers: [PasswordsService, PasswordsStore],
  exports: [PasswordsService, PasswordsStore],
})
export class PasswordsModule {}
