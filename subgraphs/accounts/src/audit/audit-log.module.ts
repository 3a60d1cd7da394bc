import { Module } from '@nestjs/common';
import { UsersModule } from '../users/users.module';
import { AuditController } from './audit.controller';
import { AuditModule } from './audit.module';
import { AuditResolver } from './audit.resolver';

/** The log's doors: the query of administrators and the route of services. */
@Module({
  imports: [AuditModule, UsersModule],
  controllers: [AuditController],
  providers: [AuditResolver],
})
export class AuditLogModule {}
