import { Module } from '@nestjs/common';
import { AuditModule } from '../audit/audit.module';
import { RevocationModule } from '../revocation/revocation.module';
import { UsersModule } from '../users/users.module';
import { InternalController } from './internal.controller';
import { SignInService } from './sign-in.service';
import { SignInStore } from './sign-in.store';

@Module({
  imports: [AuditModule, RevocationModule, UsersModule],
  controllers: [InternalController],
  providers: [SignInService, SignInStore],
  exports: [SignInService],
})
export class InternalModule {}
