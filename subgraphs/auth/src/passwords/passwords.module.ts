import { type DynamicModule, Module } from '@nestjs/common';
import { CurrentPasswordService } from './current-password.service';
import { HASH_OPTIONS, type HashOptions, PasswordHasher } from './password-hasher';

@Module({})
export class PasswordsModule {
  static forRoot(options: HashOptions): DynamicModule {
    return {
      module: PasswordsModule,
      global: true,
      providers: [
        PasswordHasher,
        CurrentPasswordService,
        { provide: HASH_OPTIONS, useValue: options },
      ],
      exports: [PasswordHasher, CurrentPasswordService, HASH_OPTIONS],
    };
  }
}
