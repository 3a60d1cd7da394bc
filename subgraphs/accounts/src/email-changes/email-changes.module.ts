import { Module } from '@nestjs/common';
import { AuditModule } from '../audit/audit.module';
import { OneTimeLinksModule } from '../one-time-links/one-time-links.module';
import { PasswordsModule } from '../passwords/passwords.module';
import { RevocationModule } from '../revocation/revocation.module';
import { EmailChangesController } from './email-changes.controller';
import { EmailChangesService } from './email-changes.service';
import { EmailChangesStore } from './email-changes.store';

@Module({
  imports: [AuditModule, OneTimeLinksModule, PasswordsModule, RevocationModule],
  controllers: [EmailChangesController],
  providers: [EmailChangesService, EmailChangesStore],
})
export class EmailChangesModule {}
