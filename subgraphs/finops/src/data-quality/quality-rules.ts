import { FOCUS_COLUMNS, FOCUS_VERSIONS, type FocusVersion } from '../store/focus-columns';

/** What a requirement is about. */
export type QualityKind =
  /** The column is there. */
  | 'PRESENCE'
  /** Its cells can be read as what they have to be. */
  | 'TYPE'
  /** Values of a closed list. */
  | 'ALLOWED_VALUE'
  /** Where a value has to be, and where it must not be. */
  | 'NULL'
  /** Prices, quantities and costs that fit together. */
  | 'PRICE'
  /** Periods that fit together. */
  | 'PERIOD'
  /** Currency codes. */
  | 'CURRENCY'
  /** Columns that must not contradict each other. */
  | 'CONSISTENCY';

/** A requirement that is checked on the charges as loaded. */
export interface RowRule {
  /** Stable name of the rule. */
  readonly id: string;
  readonly kind: QualityKind;
  /** Column under whose heading FOCUS states it. */
  readonly column: string;
  /** MUST as FOCUS demands it; SHOULD for what is merely odd. */
  readonly level: 'MUST' | 'SHOULD';
  readonly requirement: string;
  /** First version that has it. */
  readonly since?: FocusVersion;
  /** It applies to files that have all of these columns, under the names of `charges`. */
  readonly needs: readonly string[];
  /** SQL over `charges`, true for a row that breaks it; null counts as false. */
  readonly violated: string;
}

/** Absent these FOCUS recommends only. Whatever is not mandatory otherwise depends on the provider. */
export const RECOMMENDED_COLUMNS = new Set([
  'AllocatedMethodDetails',
  'AvailabilityZone',
  'ChargeFrequency',
  'ServiceSubcategory',
]);

const USAGE_OR_PURCHASE = "ChargeCategory IN ('Usage', 'Purchase')";
/** Null is no correction. */
const NO_CORRECTION = 'isNull(ChargeClass)';

/** Columns that have a value on every row, from the version on in which FOCUS demands that. */
const NEVER_NULL: Readonly<Record<string, FocusVersion>> = {
  BilledCost: '1.0',
  BillingAccountId: '1.0',
  BillingAccountType: '1.2',
  BillingCurrency: '1.0',
  BillingPeriodEnd: '1.0',
  ChargeCategory: '1.0',
  ChargeFrequency: '1.0',
  ChargePeriodEnd: '1.0',
  ContractedCost: '1.0',
  EffectiveCost: '1.0',
  InvoiceIssuerName: '1.0',
  ListCost: '1.0',
  PricingCurrency: '1.4',
  PricingCurrencyEffectiveCost: '1.4',
  ServiceCategory: '1.0',
  ServiceName: '1.0',
  ServiceProviderName: '1.0',
  ServiceSubcategory: '1.1',
};

/** Never on a tax; always on usage and purchases that correct nothing. */
const OF_USAGE_AND_PURCHASES = [
  'PricingQuantity',
  'PricingCategory',
  'SkuId',
  'SkuPriceId',
  'ListUnitPrice',
  'ContractedUnitPrice',
];

/** Columns that have a value exactly where another one has. */
const TOGETHER: readonly (readonly [column: string, other: string])[] = [
  ['PricingUnit', 'PricingQuantity'],
  ['ConsumedUnit', 'ConsumedQuantity'],
  ['CommitmentDiscountCategory', 'CommitmentDiscountId'],
  ['CommitmentDiscountType', 'CommitmentDiscountId'],
  ['CommitmentDiscountUnit', 'CommitmentDiscountQuantity'],
  ['SubAccountName', 'SubAccountId'],
  ['SubAccountType', 'SubAccountId'],
  ['RegionName', 'RegionId'],
];

/** Columns that say more about what an id names, so they are empty where the id is. */
const ONLY_WITH: readonly (readonly [column: string, id: string])[] = [
  ['CommitmentDiscountName', 'CommitmentDiscountId'],
  ['CommitmentDiscountStatus', 'CommitmentDiscountId'],
  ['CapacityReservationStatus', 'CapacityReservationId'],
];

const PRICES = [
  'ListUnitPrice',
  'ContractedUnitPrice',
  'PricingCurrencyListUnitPrice',
  'PricingCurrencyContractedUnitPrice',
];

/** Prices are published with fewer digits than costs: 0.01 % and a millionth of the currency are let pass. */
const apart = (a: string, b: string): string =>
  `abs(${a} - ${b}) > 0.000001 + 0.0001 * greatest(abs(${a}), abs(${b}))`;

const number = (column: string): string => `toFloat64(${column})`;

const plain = (text: string): string => text.replace(/([a-z])([A-Z])/g, '$1-$2').toLowerCase();

function neverNull(column: string, since: FocusVersion): RowRule {
  return {
    id: `${plain(column)}-not-null`,
    kind: 'NULL',
    column,
    level: 'MUST',
    requirement: `${column} has a value on every row.`,
    since,
    needs: [column],
    violated: `isNull(${column})`,
  };
}

function ofUsageAndPurchases(column: string): RowRule[] {
  return [
    {
      id: `${plain(column)}-null-on-tax`,
      kind: 'NULL',
      column,
      level: 'MUST',
      requirement: `${column} has no value where ChargeCategory is Tax.`,
      needs: [column, 'ChargeCategory'],
      violated: `ChargeCategory = 'Tax' AND isNotNull(${column})`,
    },
    {
      id: `${plain(column)}-on-usage-and-purchase`,
      kind: 'NULL',
      column,
      level: 'MUST',
      requirement: `${column} has a value on usage and purchases that are no correction.`,
      needs: [column, 'ChargeCategory'],
      violated: `${USAGE_OR_PURCHASE} AND ${NO_CORRECTION} AND isNull(${column})`,
    },
  ];
}

function together([column, other]: readonly [string, string]): RowRule {
  return {
    id: `${plain(column)}-with-${plain(other)}`,
    kind: 'NULL',
    column,
    level: 'MUST',
    requirement: `${column} has a value where ${other} has one, and nowhere else.`,
    needs: [column, other],
    violated: `isNull(${column}) != isNull(${other})`,
  };
}

function onlyWith([column, id]: readonly [string, string]): RowRule {
  return {
    id: `${plain(column)}-only-with-${plain(id)}`,
    kind: 'NULL',
    column,
    level: 'MUST',
    requirement: `${column} has no value where ${id} has none.`,
    needs: [column, id],
    violated: `isNotNull(${column}) AND isNull(${id})`,
  };
}

/** The status says how the charge uses what the id names. */
function statusOfUsage([column, id]: readonly [string, string]): RowRule {
  return {
    id: `${plain(column)}-on-usage`,
    kind: 'NULL',
    column,
    level: 'MUST',
    requirement: `${column} has a value on usage where ${id} has one.`,
    needs: [column, id, 'ChargeCategory'],
    violated: `ChargeCategory = 'Usage' AND isNotNull(${id}) AND isNull(${column})`,
  };
}

function notNegative(column: string): RowRule {
  return {
    id: `${plain(column)}-not-negative`,
    kind: 'PRICE',
    column,
    level: 'MUST',
    requirement: `${column} is not below 0.`,
    needs: [column],
    violated: `${column} < 0`,
  };
}

function product(price: string, cost: string): RowRule {
  return {
    id: `${plain(cost)}-is-price-times-quantity`,
    kind: 'PRICE',
    column: cost,
    level: 'MUST',
    requirement: `${cost} is ${price} times PricingQuantity on charges that are no correction (0.01 % and 0.000001 are let pass).`,
    needs: [price, 'PricingQuantity', cost],
    violated: `${NO_CORRECTION} AND ${apart(`${number(price)} * ${number('PricingQuantity')}`, number(cost))}`,
  };
}

/** Columns of JSON; objects are demanded of all of them. */
const JSON_COLUMNS = FOCUS_COLUMNS.filter(({ kind }) => kind === 'json').map(({ name }) => name);

function jsonObject(column: string): RowRule {
  return {
    id: `${plain(column)}-is-json`,
    kind: 'TYPE',
    column,
    level: 'MUST',
    requirement: `${column} is a JSON object.`,
    needs: [column],
    violated: `isNotNull(${column}) AND JSONType(assumeNotNull(${column})) != 'Object'`,
  };
}

/** Every currency that CLDR knows; virtual currencies are allowed for prices only. */
const CURRENCIES = Intl.supportedValuesOf('currency');

const SINGLE_RULES: readonly RowRule[] = [
  {
    id: 'billing-currency-iso-4217',
    kind: 'CURRENCY',
    column: 'BillingCurrency',
    level: 'MUST',
    requirement: 'BillingCurrency is a code of ISO 4217.',
    needs: ['BillingCurrency'],
    violated: `BillingCurrency NOT IN (${CURRENCIES.map((code) => `'${code}'`).join(', ')})`,
  },
  {
    id: 'billing-period-end-after-start',
    kind: 'PERIOD',
    column: 'BillingPeriodEnd',
    level: 'MUST',
    requirement: 'BillingPeriodEnd lies after BillingPeriodStart.',
    needs: ['BillingPeriodStart', 'BillingPeriodEnd'],
    violated: 'BillingPeriodEnd <= BillingPeriodStart',
  },
  {
    id: 'charge-period-end-after-start',
    kind: 'PERIOD',
    column: 'ChargePeriodEnd',
    level: 'MUST',
    requirement: 'ChargePeriodEnd lies after ChargePeriodStart.',
    needs: ['ChargePeriodEnd'],
    violated: 'ChargePeriodEnd <= ChargePeriodStart',
  },
  {
    id: 'charge-period-start-in-billing-period',
    kind: 'PERIOD',
    column: 'ChargePeriodStart',
    level: 'SHOULD',
    requirement: 'Usage that is no correction begins in its billing period.',
    needs: ['BillingPeriodStart', 'BillingPeriodEnd', 'ChargeCategory'],
    violated: `ChargeCategory = 'Usage' AND ${NO_CORRECTION} AND (ChargePeriodStart < BillingPeriodStart OR ChargePeriodStart >= BillingPeriodEnd)`,
  },
  {
    id: 'charge-period-end-in-billing-period',
    kind: 'PERIOD',
    column: 'ChargePeriodEnd',
    level: 'SHOULD',
    requirement: 'Usage that is no correction ends in its billing period.',
    needs: ['ChargePeriodEnd', 'BillingPeriodEnd', 'ChargeCategory'],
    violated: `ChargeCategory = 'Usage' AND ${NO_CORRECTION} AND ChargePeriodEnd > BillingPeriodEnd`,
  },
  {
    id: 'list-cost-not-below-contracted-cost',
    kind: 'PRICE',
    column: 'ContractedCost',
    level: 'SHOULD',
    requirement:
      'ContractedCost of usage is not above ListCost (0.01 % and 0.000001 are let pass).',
    needs: ['ListCost', 'ContractedCost', 'ChargeCategory'],
    violated: `ChargeCategory = 'Usage' AND ${NO_CORRECTION} AND ListCost >= 0 AND ContractedCost > ListCost AND ${apart(number('ListCost'), number('ContractedCost'))}`,
  },
  {
    id: 'contracted-cost-not-below-effective-cost',
    kind: 'PRICE',
    column: 'EffectiveCost',
    level: 'SHOULD',
    requirement:
      'EffectiveCost of usage is not above ContractedCost, but for unused commitments (0.01 % and 0.000001 are let pass).',
    needs: ['ContractedCost', 'EffectiveCost', 'ChargeCategory'],
    violated: `ChargeCategory = 'Usage' AND ${NO_CORRECTION} AND isNull(nullIf(CommitmentDiscountStatus, 'Used')) AND ContractedCost >= 0 AND EffectiveCost > ContractedCost AND ${apart(number('ContractedCost'), number('EffectiveCost'))}`,
  },
  product('ListUnitPrice', 'ListCost'),
  product('ContractedUnitPrice', 'ContractedCost'),
  {
    id: 'effective-cost-zero-on-commitment-purchase',
    kind: 'CONSISTENCY',
    column: 'EffectiveCost',
    level: 'MUST',
    requirement: 'EffectiveCost is 0 on the purchase of a commitment discount.',
    needs: ['EffectiveCost', 'ChargeCategory', 'CommitmentDiscountId'],
    violated:
      "ChargeCategory = 'Purchase' AND isNotNull(CommitmentDiscountId) AND EffectiveCost != 0",
  },
  {
    id: 'charge-frequency-of-purchase',
    kind: 'CONSISTENCY',
    column: 'ChargeFrequency',
    level: 'MUST',
    requirement: 'ChargeFrequency of a purchase is not Usage-Based.',
    needs: ['ChargeFrequency', 'ChargeCategory'],
    violated: "ChargeCategory = 'Purchase' AND ChargeFrequency = 'Usage-Based'",
  },
  {
    id: 'consumed-quantity-of-usage-only',
    kind: 'NULL',
    column: 'ConsumedQuantity',
    level: 'MUST',
    requirement:
      'ConsumedQuantity has no value but on usage that is not the unused part of a commitment.',
    needs: ['ConsumedQuantity', 'ChargeCategory'],
    violated:
      "isNotNull(ConsumedQuantity) AND (ChargeCategory != 'Usage' OR ifNull(CommitmentDiscountStatus = 'Unused', 0))",
  },
  {
    id: 'resource-type-of-resource',
    kind: 'NULL',
    column: 'ResourceType',
    level: 'MUST',
    requirement: 'ResourceType has a value where ResourceId or ResourceName has one.',
    needs: ['ResourceType', 'ResourceId'],
    violated: '(isNotNull(ResourceId) OR isNotNull(ResourceName)) AND isNull(ResourceType)',
  },
];

/** Every requirement that is checked row by row, in the order of their kinds. */
export const ROW_RULES: readonly RowRule[] = [
  ...JSON_COLUMNS.map(jsonObject),
  ...Object.entries(NEVER_NULL).map(([column, since]) => neverNull(column, since)),
  ...OF_USAGE_AND_PURCHASES.flatMap(ofUsageAndPurchases),
  ...TOGETHER.map(together),
  ...ONLY_WITH.map(onlyWith),
  ...ONLY_WITH.slice(1).map(statusOfUsage),
  ...PRICES.map(notNegative),
  ...SINGLE_RULES,
];

/** The rules of a version that a file with these columns can keep or break. */
export function rulesFor(version: FocusVersion, columns: ReadonlySet<string>): RowRule[] {
  const at = FOCUS_VERSIONS.indexOf(version);
  return ROW_RULES.filter(
    ({ since = '1.0', needs }) =>
      FOCUS_VERSIONS.indexOf(since) <= at && needs.every((column) => columns.has(column)),
  );
}
