import { Module } from '@nestjs/common';
import { AuditModule } from '../audit/audit.module';
import { InternalModule } from '../internal/internal.module';
import { RevocationModule } from '../revocation/revocation.module';
import { PasskeysController } from './passkeys.controller';
import { PasskeysService } from './passkeys.service';
import { PasskeysStore } from './passkeys.store';

@Module({
  imports: [AuditModule, InternalModule, RevocationModule],
  controllers: [PasskeysController],
  providers: [PasskeysService, PasskeysStore],
})
export class PasskeysModule {}
