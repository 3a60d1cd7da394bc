import { Module } from '@nestjs/common';
import { AuthController } from './auth.controller';
import { AuthResolver } from './auth.resolver';
import { AuthService } from './auth.service';
import { RegistrationService } from './registration.service';

@Module({
  controllers: [AuthController],
  providers: [AuthResolver, AuthService, RegistrationService],
})
export class AuthModule {}
