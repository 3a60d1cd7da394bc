import { Module } from '@nestjs/common';
import { ConversionModule } from '../conversion/conversion.module';
import { KpisResolver } from './kpis.resolver';
import { KpisService } from './kpis.service';
import { KpisStore } from './kpis.store';

@Module({
  imports: [ConversionModule],
  providers: [KpisResolver, KpisService, KpisStore],
  exports: [KpisService],
})
export class KpisModule {}
