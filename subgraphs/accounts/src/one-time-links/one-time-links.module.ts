import { Module } from '@nestjs/common';
import { OneTimeLinksService } from './one-time-links.service';
import { OneTimeLinksStore } from './one-time-links.store';

@Module({
  providers: [OneTimeLinksService, OneTimeLinksStore],
  exports: [OneTimeLinksService, OneTimeLinksStore],
})
export class OneTimeLinksModule {}
