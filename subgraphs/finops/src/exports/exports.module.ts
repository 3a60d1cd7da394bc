import { Module } from '@nestjs/common';
import { CostDriversModule } from '../cost-drivers/cost-drivers.module';
import { CostsModule } from '../costs/costs.module';
import { KpisModule } from '../kpis/kpis.module';
import { UseCasesModule } from '../use-cases/use-cases.module';
import { ExportsController } from './exports.controller';
import { ExportsService } from './exports.service';

@Module({
  imports: [CostsModule, CostDriversModule, KpisModule, UseCasesModule],
  controllers: [ExportsController],
  providers: [ExportsService],
})
export class ExportsModule {}
