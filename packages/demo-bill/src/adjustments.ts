import { type Provider, type ProviderKey, providerOf, ratesOf } from './accounts';
import { type Amount, formatAmount, formatRate, parseAmount, percentInCents } from './amount';
import type { Bill } from './bill';
import type { BillMonth } from './calendar';
import { accountColumns } from './charges';
import type { Charge } from './columns';
import { correctionsOf } from './corrections';
import { PROVIDERS } from './providers';
import type { RowValues } from './row';
import type { BucketKey, ChargeKind } from './totals';

/** A row made once a month from fixed amounts or from the month's other rows. */
export interface Adjustment {
  readonly charge: Charge;
  readonly key: Pick<BucketKey, 'chargeMonth' | 'provider' | 'currency' | 'service' | 'kind'>;
  /** Read when the row is written: after all usage of the month. */
  readonly values: () => RowValues;
}

type Costs = Pick<RowValues, 'list' | 'contracted' | 'effective' | 'billed'>;

/**
 * Support, credits, refunds, corrections, prepaid credits and tax, in the order in which they depend
 * on each other: tax comes last.
 */
export function adjustmentsOf(bill: Bill, month: BillMonth): Adjustment[] {
  if (month.days === 0) return [];
  return [
    ...correctionsOf(bill, month),
    ...creditsOf(month),
    ...supportOf(bill, month),
    ...prepaidOf(bill, month),
    ...(month.closed ? taxesOf(bill, month) : []),
  ];
}

export function* adjustmentLines(bill: Bill, month: BillMonth): Generator<string> {
  for (const { charge, key, values } of adjustmentsOf(bill, month)) {
    const bucket = bill.totals.bucket({
      ...key,
      billingMonth: month.name,
      ownership: 'untaggable',
      wasteId: undefined,
    });
    yield bill.format.line(bill.format.template(charge, bucket), values());
  }
}

function creditsOf(month: BillMonth): Adjustment[] {
  const adjustments = [
    credit(month, 'aws', 'Migration programme credit', '-180.25'),
    credit(month, 'gcp', 'Research credit', '-96.4'),
  ];
  if (month.index % 4 === 3)
    adjustments.push(credit(month, 'models', 'Service level credit', '-75.5'));
  if (month.index % 3 === 2) {
    const charge = { ChargeDescription: 'Rounding difference of the invoice' };
    adjustments.push(
      accountLevel(month, 'azure', 'Adjustment', 'Invoice adjustment', 'other', charge, () =>
        sameCost(parseAmount('-0.03')),
      ),
    );
  }
  return adjustments;
}

function credit(
  month: BillMonth,
  key: ProviderKey,
  description: string,
  amount: string,
): Adjustment {
  const charge = { ChargeDescription: description };
  return accountLevel(month, key, 'Credit', 'Credits', 'other', charge, () =>
    sameCost(parseAmount(amount)),
  );
}

const SUPPORT = [
  { key: 'aws', price: '450' },
  { key: 'azure', price: '92.5' },
] as const;

/** A monthly support plan for each estate: it has no resource and cannot be tagged. */
function supportOf({ estateScale }: Bill, month: BillMonth): Adjustment[] {
  return SUPPORT.map(({ key, price }) => {
    const sku = `${key.toUpperCase()}-SUPPORT-BUSINESS`;
    const charge: Charge = {
      ChargeDescription: 'Business support plan',
      ChargeFrequency: 'Recurring',
      ServiceCategory: 'Management and Governance',
      ServiceSubcategory: 'Support',
      PricingCategory: 'Standard',
      PricingUnit: 'Months',
      ...unitPrice(price, price),
      SkuId: sku,
      SkuMeter: 'Support',
      SkuPriceId: `${sku}.MONTH`,
    };
    return accountLevel(month, key, 'Purchase', 'Support', 'other', charge, () => ({
      ...sameCost(parseAmount(price) * BigInt(estateScale)),
      pricingQuantity: String(estateScale),
    }));
  });
}

function unitPrice(list: string, contracted: string): Charge {
  return {
    ListUnitPrice: list,
    ContractedUnitPrice: contracted,
    PricingCurrencyListUnitPrice: list,
    PricingCurrencyContractedUnitPrice: contracted,
  };
}

/** Credits of a virtual currency, bought in hundreds: as many as the month used. */
function prepaidOf(bill: Bill, month: BillMonth): Adjustment[] {
  return PROVIDERS.filter(({ prepaid }) => prepaid).map((provider) => {
    const { list, contracted } = ratesOf(provider, month.name);
    const unit = provider.pricingCurrency;
    const charge: Charge = {
      ChargeDescription: `${unit} bought in advance`,
      ChargeFrequency: 'One-Time',
      ServiceName: 'Polarbase Data Cloud',
      ServiceCategory: 'Databases',
      ServiceSubcategory: 'Data Warehouses',
      PricingCategory: 'Standard',
      PricingUnit: unit,
      PricingCurrency: provider.currency,
      ...unitPrice(formatRate(list), formatRate(contracted)),
      SkuId: 'PB-CREDITS',
      SkuMeter: 'Credits',
      SkuPriceId: 'PB-CREDITS.AGREEMENT',
      ResourceId: `polarbase://${provider.billingAccount.id}/credits`,
      ResourceName: 'Credit balance',
      ResourceType: 'Credit allocation',
    };
    return accountLevel(
      month,
      provider.key,
      'Purchase',
      'Polarbase Data Cloud',
      'other',
      charge,
      () => {
        const used = sumOf(bill, month, provider, 'pricingEffective', ['usage']);
        const hundred = parseAmount('100');
        const bought = ((used + hundred - 1n) / hundred) * hundred;
        const billed = (bought * contracted) / 10_000n;
        return {
          ...sameCost(billed),
          pricingQuantity: formatAmount(bought),
          list: (bought * list) / 10_000n,
          effective: 0n,
          pricingEffective: 0n,
        };
      },
    );
  });
}

/** Each cost of a tax row is the same part of that cost of what is taxed. */
function taxesOf(bill: Bill, month: BillMonth): Adjustment[] {
  return PROVIDERS.filter(({ taxPercent }) => taxPercent > 0).map((provider) => {
    const percent = provider.taxPercent;
    const charge = { ChargeDescription: `Tax of ${percent} %`, ServiceName: 'Tax' };
    const tax = (cost: keyof Costs, kinds: readonly ChargeKind[]) =>
      percentInCents(sumOf(bill, month, provider, cost, kinds), percent);
    return accountLevel(month, provider.key, 'Tax', 'Tax', 'tax', charge, () => {
      const effective = tax('effective', ['usage', 'commitment', 'other']);
      return {
        ...sameCost(effective),
        // The list cost of a commitment's purchase comes again with the usage that it covers.
        list: tax('list', ['usage', 'other']),
        contracted: tax('contracted', ['usage', 'other']),
        billed: tax('billed', ['usage', 'commitment', 'other']),
      };
    });
  });
}

function sumOf(
  { totals }: Bill,
  month: BillMonth,
  provider: Provider,
  cost: keyof Costs | 'pricingEffective',
  kinds: readonly ChargeKind[],
): Amount {
  return totals
    .all()
    .filter(({ key }) => key.billingMonth === month.name && key.provider === provider.key)
    .filter(({ key }) => kinds.includes(key.kind))
    .reduce((sum, bucket) => sum + bucket[cost], 0n);
}

function sameCost(amount: Amount): Omit<RowValues, 'start' | 'end'> {
  return {
    pricingQuantity: '',
    consumedQuantity: '',
    list: amount,
    contracted: amount,
    effective: amount,
    billed: amount,
    pricingEffective: amount,
    commitmentQuantity: '',
  };
}

/** A row of the billing account: no sub account, no resource, no tags, the whole month. */
function accountLevel(
  month: BillMonth,
  key: ProviderKey,
  category: string,
  service: string,
  kind: ChargeKind,
  charge: Charge,
  costs: () => Omit<RowValues, 'start' | 'end'>,
): Adjustment {
  const provider = providerOf(key);
  return {
    charge: {
      ...accountColumns(provider, null, month, category),
      ServiceName: service,
      ServiceCategory: 'Other',
      ServiceSubcategory: 'Other (Other)',
      ChargeFrequency: 'One-Time',
      PricingCurrency: provider.currency,
      ...charge,
    },
    key: { chargeMonth: month.name, provider: key, currency: provider.currency, service, kind },
    values: () => ({ ...costs(), start: month.start, end: month.end }),
  };
}
