import { columns, day, is, month, total } from '../terms';
import type { UseCase } from '../use-case';

/** Cases about days and months, for anomalies, forecasts and usage. */
export const TRENDS: readonly UseCase[] = [
  {
    slug: 'daily-anomaly-services',
    title: 'Identify anomalous daily spending by subaccount, region, and service',
    group: 'Anomaly',
    since: '1.0',
    period: 'ChargePeriodStart',
    keys: [
      day('Day'),
      ...columns(
        'ServiceProviderName',
        'SubAccountId',
        'RegionId',
        'RegionName',
        'ServiceName',
        'BillingCurrency',
      ),
    ],
    totals: [total('EffectiveCost', 'DailyEffectiveCost')],
  },
  {
    slug: 'daily-anomaly-region',
    title: 'Identify anomalous daily spending by subaccount and region',
    group: 'Anomaly',
    since: '1.0',
    period: 'ChargePeriodStart',
    keys: [
      day('Day'),
      ...columns(
        'ServiceProviderName',
        'SubAccountId',
        'RegionId',
        'RegionName',
        'BillingCurrency',
      ),
    ],
    totals: [total('EffectiveCost', 'DailyEffectiveCost')],
  },
  {
    slug: 'daily-anomaly-subaccount',
    title: 'Identify anomalous daily spending by subaccount',
    group: 'Anomaly',
    since: '1.0',
    period: 'ChargePeriodStart',
    keys: [day('Day'), ...columns('ServiceProviderName', 'SubAccountId', 'BillingCurrency')],
    totals: [total('EffectiveCost', 'DailyEffectiveCost')],
  },
  {
    slug: 'forecast-costs',
    title: 'Get historical usage and rates to enable cost forecasting',
    group: 'Forecast',
    since: '1.0',
    period: 'BillingPeriodStart',
    keys: columns(
      'ServiceProviderName',
      'BillingPeriodStart',
      'BillingPeriodEnd',
      'ServiceCategory',
      'ServiceName',
      'RegionId',
      'RegionName',
      'PricingUnit',
      'BillingCurrency',
    ),
    totals: [total('EffectiveCost'), total('PricingQuantity')],
  },
  {
    slug: 'forecast-cashflow',
    title: 'Forecast cashflow month over month based on historical trends by service',
    group: 'Forecast',
    since: '1.0',
    period: 'BillingPeriodStart',
    keys: [
      month('BillingPeriodStart'),
      ...columns('ServiceProviderName', 'ServiceCategory', 'ServiceName', 'BillingCurrency'),
    ],
    totals: [total('BilledCost')],
  },
  {
    slug: 'forecast-amortized-costs',
    title: 'Forecast amortized costs month over month based on historical trends',
    group: 'Forecast',
    since: '1.0',
    period: 'BillingPeriodStart',
    keys: [
      month('BillingPeriodStart'),
      ...columns(
        'ServiceProviderName',
        'ServiceCategory',
        'ServiceName',
        'ChargeCategory',
        'BillingCurrency',
      ),
    ],
    totals: [total('EffectiveCost')],
  },
  {
    slug: 'compare-usage-month-over-month',
    title: 'Compare resource usage month over month',
    group: 'Usage',
    since: '1.0',
    period: 'ChargePeriodStart',
    where: [is('ChargeCategory', 'Usage')],
    keys: [
      month('ChargePeriodStart'),
      ...columns('ServiceProviderName', 'ServiceName', 'ResourceId', 'SkuId', 'ConsumedUnit'),
    ],
    totals: [total('ConsumedQuantity')],
  },
];
