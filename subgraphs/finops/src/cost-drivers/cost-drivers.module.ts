import { Module } from '@nestjs/common';
import { CostDriversResolver } from './cost-drivers.resolver';
import { CostDriversService } from './cost-drivers.service';
import { CostDriversStore } from './cost-drivers.store';

@Module({
  providers: [CostDriversResolver, CostDriversService, CostDriversStore],
  exports: [CostDriversService],
})
export class CostDriversModule {}
