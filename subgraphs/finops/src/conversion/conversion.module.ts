import { Module } from '@nestjs/common';
import { ExchangeRatesStore } from '../exchange-rates/exchange-rates.store';
import { ConversionDaysStore } from './conversion-days.store';
import { Conversions } from './conversions.service';

/** What answers in one currency need. */
@Module({
  providers: [Conversions, ConversionDaysStore, ExchangeRatesStore],
  exports: [Conversions, ExchangeRatesStore],
})
export class ConversionModule {}
