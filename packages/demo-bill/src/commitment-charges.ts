import { ratesOf } from './accounts';
import { formatPrice, parsePrice } from './amount';
import type { BillMonth } from './calendar';
import {
  accountColumns,
  type PriceLadder,
  type Prices,
  priceColumns,
  priceLadders,
  resourceColumns,
  serviceColumns,
  skuColumns,
} from './charges';
import type { Charge } from './columns';
import type { Commitment } from './commitment-plans';
import { type LineItem, resourceOf } from './estate';
import { usageCharge } from './usage';

const ONE = parsePrice('1');

/** A commitment in a month. */
export interface CommitmentContext {
  readonly month: BillMonth;
  readonly commitment: Commitment;
  /** Prices of an hour; the effective one is the committed rate. */
  readonly prices: Prices;
}

function commitmentColumns(
  { commitment: { plan, id } }: CommitmentContext,
  { sku, provider }: LineItem,
): Charge {
  return {
    CommitmentDiscountId: id,
    CommitmentDiscountName: plan.name,
    CommitmentDiscountCategory: plan.category,
    CommitmentDiscountType: plan.type,
    CommitmentDiscountUnit: plan.category === 'Spend' ? provider.currency : sku.unit,
  };
}

/** Columns of rows that belong to the commitment itself rather than to something it covers. */
function ownColumns(context: CommitmentContext, item: LineItem, category: string): Charge {
  const { commitment, month, prices } = context;
  const { sku, provider, account } = item;
  const spend = commitment.plan.category === 'Spend';
  const one: PriceLadder = { list: ONE, contracted: ONE, effective: ONE };
  const rate: PriceLadder = {
    list: prices.pricing.effective,
    contracted: prices.pricing.effective,
    effective: prices.pricing.effective,
  };
  const own = priceLadders(spend ? one : rate, ratesOf(provider, month.name));
  return {
    ...accountColumns(provider, account, month, category),
    ...serviceColumns(sku),
    ...skuColumns({ ...sku, meter: commitment.plan.type }, provider, 'commitment'),
    SkuPriceDetails: null,
    ...priceColumns(provider, own),
    PricingUnit: spend ? provider.currency : sku.unit,
    ConsumedUnit: null,
    ResourceId: commitment.id,
    ResourceName: commitment.plan.name,
    ResourceType: commitment.plan.type,
    ...commitmentColumns(context, item),
  };
}

export function purchaseCharge(context: CommitmentContext, first: LineItem): Charge {
  const { plan, rate } = context.commitment;
  const upfront = plan.payment === 'upfront';
  return {
    ...ownColumns(context, first, 'Purchase'),
    ChargeDescription: `${plan.type}: ${formatPrice(rate)} ${first.provider.pricingCurrency} per committed hour of ${first.sku.label}`,
    ChargeFrequency: upfront ? 'One-Time' : 'Recurring',
    PricingCategory: 'Standard',
  };
}

export function coveredCharge(context: CommitmentContext, item: LineItem): Charge {
  return {
    ...usageCharge(item, context.month, context.prices, resourceOf(item)),
    ...commitmentColumns(context, item),
    CommitmentDiscountStatus: 'Used',
    PricingCategory: 'Committed',
    ChargeDescription: `${item.sku.label} covered by ${context.commitment.plan.type}`,
  };
}

/** The unused rest: the price of the instances it could have covered, for a commitment of usage. */
export function unusedCharge(context: CommitmentContext, first: LineItem): Charge {
  const { plan } = context.commitment;
  const { sku, provider } = first;
  const { region } = resourceOf(first);
  return {
    ...ownColumns(context, first, 'Usage'),
    ...(plan.category === 'Usage'
      ? {
          ...skuColumns(sku, provider, region.id),
          ...priceColumns(provider, context.prices),
          ConsumedUnit: null,
        }
      : {}),
    ...(plan.category === 'Usage' ? placeOf(first) : {}),
    CommitmentDiscountStatus: 'Unused',
    PricingCategory: 'Committed',
    ChargeDescription: `Unused part of ${plan.type}`,
    ChargeFrequency: 'Usage-Based',
  };
}

function placeOf(first: LineItem): Charge {
  const { RegionId = null, RegionName = null } = resourceColumns(first.sku, resourceOf(first));
  return { RegionId, RegionName };
}
