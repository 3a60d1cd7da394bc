import { Module } from '@nestjs/common';
import { RevocationService } from './revocation.service';
import { RevocationStore } from './revocation.store';

/** What must no longer be accepted: the features that end sessions share its store. */
@Module({
  providers: [RevocationService, RevocationStore],
  exports: [RevocationService, RevocationStore],
})
export class RevocationModule {}
