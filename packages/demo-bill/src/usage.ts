import { costOf, formatPrice, formatQuantity, type Quantity } from './amount';
import { anomalyFactor } from './anomalies';
import type { Bill } from './bill';
import { type BillMonth, hourText, midnight } from './calendar';
import {
  accountColumns,
  type Prices,
  priceColumns,
  pricesOf,
  resourceColumns,
  serviceColumns,
  skuColumns,
} from './charges';
import type { Charge } from './columns';
import { type DemandCurve, demandCurve, hourFactor } from './demand';
import { type LineItem, type Resource, resourceOf } from './estate';
import { mix, unit } from './random';
import type { RowTemplate } from './row';

const QUANTITY_ONE = 10_000;

/** Writes the rows of ordinary usage, one resource's SKU and month at a time. */
export class UsageWriter {
  private readonly curves = new Map<string, DemandCurve>();

  constructor(private readonly bill: Bill) {}

  *lines(item: LineItem, month: BillMonth): Generator<string> {
    const from = Math.max(item.from, month.firstDay);
    const to = Math.min(item.to, month.firstDay + month.days);
    if (from >= to) return;
    const { dates } = this.bill.calendar;
    const prices = pricesOf(item.sku, item.provider, month, item.hash);
    const template = this.template(item, month, prices);
    const curve = this.curveOf(item);
    for (let day = from; day < to; day++) {
      const base = item.sku.daily * item.size * (curve[day] ?? 1);
      const date = dates[day] ?? '';
      if (!item.hourly) {
        const end = midnight(dates[day + 1] ?? '');
        yield this.line(item, prices, template, day, 24, base, midnight(date), end);
        continue;
      }
      for (let hour = 0; hour < 24; hour++) {
        const end = hour === 23 ? midnight(dates[day + 1] ?? '') : hourText(date, hour + 1);
        const share = (base / 24) * hourFactor(item.sku.shape, hour);
        yield this.line(item, prices, template, day, hour, share, hourText(date, hour), end);
      }
    }
  }

  private line(
    item: LineItem,
    prices: Prices,
    template: RowTemplate,
    day: number,
    hour: number,
    base: number,
    start: string,
    end: string,
  ): string {
    const { sku, provider, anomaly } = item;
    const luck = sku.noise === 0 ? 0 : sku.noise * (unit(mix(item.hash, day), hour) - 0.5);
    const ordinary = Math.round(base * (1 + luck) * QUANTITY_ONE);
    let quantity: Quantity = ordinary;
    if (anomaly) {
      quantity = Math.round(ordinary * anomalyFactor(anomaly, day));
      if (day >= anomaly.from && day < anomaly.to) {
        const extra = anomaly.plan.kind === 'new-service' ? quantity : quantity - ordinary;
        const dayOfAnomaly = day - anomaly.from;
        anomaly.extra[dayOfAnomaly] =
          (anomaly.extra[dayOfAnomaly] ?? 0n) + costOf(extra, prices.billing.effective);
      }
    }
    const { billing, pricing } = prices;
    const contracted = costOf(quantity, billing.contracted);
    const effective =
      billing.effective === billing.contracted ? contracted : costOf(quantity, billing.effective);
    const quantityText = formatQuantity(quantity);
    return this.bill.format.line(template, {
      start,
      end,
      pricingQuantity: quantityText,
      consumedQuantity:
        sku.consumed && sku.consumed[1] !== 1
          ? formatQuantity(quantity * sku.consumed[1])
          : quantityText,
      list: billing.list === billing.contracted ? contracted : costOf(quantity, billing.list),
      contracted,
      effective,
      billed: provider.prepaid ? 0n : effective,
      pricingEffective:
        pricing.effective === billing.effective ? effective : costOf(quantity, pricing.effective),
      commitmentQuantity: '',
    });
  }

  private template(item: LineItem, month: BillMonth, prices: Prices): RowTemplate {
    const resource = resourceOf(item);
    const bucket = this.bill.totals.bucket({
      billingMonth: month.name,
      chargeMonth: month.name,
      provider: item.provider.key,
      currency: item.provider.currency,
      service: item.sku.service,
      kind: 'usage',
      ownership: resource.tags.ownership,
      wasteId: item.wasteId,
    });
    return this.bill.format.template(usageCharge(item, month, prices, resource), bucket);
  }

  private curveOf({ sku, provider }: LineItem): DemandCurve {
    const key = `${sku.shape}|${provider.yearlyGrowth}`;
    const known = this.curves.get(key);
    if (known) return known;
    const curve = demandCurve(this.bill.calendar, sku.shape, provider.yearlyGrowth);
    this.curves.set(key, curve);
    return curve;
  }
}

/** The unchanging columns of usage without a commitment. */
export function usageCharge(
  { sku, provider, account }: LineItem,
  month: BillMonth,
  prices: Prices,
  resource: Resource,
): Charge {
  return {
    ...accountColumns(provider, account, month, 'Usage'),
    ...(sku.publisher ? { PublisherName: sku.publisher } : {}),
    ...serviceColumns(sku),
    ...skuColumns(sku, provider, resource.region.id),
    ...priceColumns(provider, prices),
    ...resourceColumns(sku, resource),
    ...(sku.workload ? workloadColumns(resource) : {}),
    ChargeDescription: `${formatPrice(prices.pricing.list)} ${provider.pricingCurrency} per ${sku.unit} for ${sku.label} in ${resource.region.name}`,
    ChargeFrequency: 'Usage-Based',
    PricingCategory: sku.spotPercent === undefined ? 'Standard' : 'Dynamic',
    CommitmentProgramEligibilityDetails: sku.program
      ? JSON.stringify({ CommitmentPrograms: [{ ProgramType: sku.program }] })
      : null,
  };
}

function workloadColumns({ id, name, tags }: Resource): Charge {
  return {
    AllocatedMethodId: 'cpu-and-memory',
    AllocatedResourceId: `${id}/namespace/${name}`,
    AllocatedResourceName: name,
    AllocatedTags: tags.json,
  };
}
