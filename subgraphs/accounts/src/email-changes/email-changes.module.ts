import { Module } from '@nestjs/common';
import { AuditModule } from '../audit/audit.module';
import { OneTimeLinksModule } from '../one-time-links/one-time-links.module';
import { RevocationModule } from '../revocation/revocation.module';
import { UsersModule } from '../users/users.module';
import { EmailChangesController } from './email-changes.controller';
import { EmailChangesService } from './email-changes.service';

@Module({
  imports: [AuditModule, OneTimeLinksModule, RevocationModule, UsersModule],
  controllers: [EmailChangesController],
  providers: [EmailChangesService],
})
export class EmailChangesModule {}
