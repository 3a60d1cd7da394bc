import type { Adjustment } from './adjustments';
import { costOf, formatQuantity } from './amount';
import type { Bill } from './bill';
import { type BillMonth, midnight } from './calendar';
import { skuOf } from './catalogue';
import { accountColumns, pricesOf } from './charges';
import { lineItem, resourceOf } from './estate';
import { usageCharge } from './usage';

interface CorrectionPlan {
  readonly skuKey: string;
  readonly accountKey: string;
  /** Pricing units in ten-thousandths; negative gives money back. */
  readonly quantity: number;
  readonly description: string;
  /** Every how many months. */
  readonly every: number;
}

const PLANS: readonly CorrectionPlan[] = [
  {
    skuKey: 'aws-s3-storage',
    accountKey: 'aws-shop',
    quantity: -8_200_000,
    every: 2,
    description: 'Correction: storage was metered twice',
  },
  {
    skuKey: 'gcp-bigquery',
    accountKey: 'gcp-research',
    quantity: -48_000,
    every: 3,
    description: 'Correction: failed queries are not charged',
  },
  {
    skuKey: 'azure-synapse',
    accountKey: 'azure-analytics',
    quantity: 31_000,
    every: 4,
    description: 'Correction: usage that was reported late',
  },
  {
    skuKey: 'aws-marketplace',
    accountKey: 'aws-platform',
    quantity: -7_440_000,
    every: 6,
    description: 'Refund: protected hosts were counted after they had been removed',
  },
];

/** The day of the earlier month that is corrected, counted from its first. */
const CORRECTED_DAY = 9;

/** Rows of this month's bill that correct a charge of the month before. */
export function correctionsOf(bill: Bill, month: BillMonth): Adjustment[] {
  const earlier = bill.calendar.months[month.index - 1];
  if (!earlier) return [];
  return PLANS.filter(({ every }) => month.index % every === every - 1).map((plan) =>
    correction(bill, month, earlier, plan),
  );
}

function correction(
  bill: Bill,
  month: BillMonth,
  earlier: BillMonth,
  plan: CorrectionPlan,
): Adjustment {
  const { dates, days } = bill.calendar;
  const placement = { sku: skuOf(plan.skuKey), accountKey: plan.accountKey };
  const item = lineItem(placement, 0, { from: 0, to: days }, bill);
  const prices = pricesOf(item.sku, item.provider, earlier, item.hash);
  const { quantity, description } = plan;
  const effective = costOf(quantity, prices.billing.effective);
  const day = earlier.firstDay + CORRECTED_DAY;
  return {
    charge: {
      ...usageCharge(item, earlier, prices, resourceOf(item)),
      ...accountColumns(item.provider, item.account, month, 'Usage'),
      ...(item.sku.publisher ? { PublisherName: item.sku.publisher } : {}),
      ChargeClass: 'Correction',
      ChargeDescription: description,
    },
    key: {
      chargeMonth: earlier.name,
      provider: item.provider.key,
      currency: item.provider.currency,
      service: item.sku.service,
      kind: 'other',
    },
    values: () => ({
      start: midnight(dates[day] ?? ''),
      end: midnight(dates[day + 1] ?? ''),
      pricingQuantity: formatQuantity(quantity),
      consumedQuantity: formatQuantity(quantity * (item.sku.consumed?.[1] ?? 1)),
      list: costOf(quantity, prices.billing.list),
      contracted: costOf(quantity, prices.billing.contracted),
      effective,
      billed: effective,
      pricingEffective: costOf(quantity, prices.pricing.effective),
      commitmentQuantity: '',
    }),
  };
}
