import { Module } from '@nestjs/common';
import { ConversionModule } from '../conversion/conversion.module';
import { CostsResolver } from './costs.resolver';
import { CostsService } from './costs.service';
import { CostsStore } from './costs.store';

@Module({
  imports: [ConversionModule],
  providers: [CostsResolver, CostsService, CostsStore],
  exports: [CostsService],
})
export class CostsModule {}
