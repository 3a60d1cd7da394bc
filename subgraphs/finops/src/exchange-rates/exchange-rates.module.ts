import { Module } from '@nestjs/common';
import { ConversionModule } from '../conversion/conversion.module';
import { ExchangeRatesController } from './exchange-rates.controller';
import { ExchangeRatesResolver } from './exchange-rates.resolver';
import { ExchangeRatesService } from './exchange-rates.service';

@Module({
  imports: [ConversionModule],
  controllers: [ExchangeRatesController],
  providers: [ExchangeRatesService, ExchangeRatesResolver],
})
export class ExchangeRatesModule {}
