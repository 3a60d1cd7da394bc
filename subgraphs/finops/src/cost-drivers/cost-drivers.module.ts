import { Module } from '@nestjs/common';
import { ConversionModule } from '../conversion/conversion.module';
import { CostDriversResolver } from './cost-drivers.resolver';
import { CostDriversService } from './cost-drivers.service';
import { CostDriversStore } from './cost-drivers.store';

@Module({
  imports: [ConversionModule],
  providers: [CostDriversResolver, CostDriversService, CostDriversStore],
  exports: [CostDriversService],
})
export class CostDriversModule {}
