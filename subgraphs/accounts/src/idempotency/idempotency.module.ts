import { Module } from '@nestjs/common';
import { RevocationModule } from '../revocation/revocation.module';
import { IdempotencyService } from './idempotency.service';
import { IdempotencyStore } from './idempotency.store';

@Module({
  imports: [RevocationModule],
  providers: [IdempotencyService, IdempotencyStore],
  exports: [IdempotencyService],
})
export class IdempotencyModule {}
