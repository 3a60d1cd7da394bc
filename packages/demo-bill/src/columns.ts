/**
 * The Cost and Usage columns of FOCUS 1.0 to 1.4 with the version that brought or dropped them
 * (FOCUS specification, CC BY 4.0). The columns that change from row to row stand together, so that a
 * line is one fixed text before them and one after.
 */
export const FOCUS_VERSIONS = ['1.0', '1.1', '1.2', '1.3', '1.4'] as const;
export type FocusVersion = (typeof FOCUS_VERSIONS)[number];

export type ColumnKind = 'text' | 'time' | 'decimal';

export interface Column {
  readonly name: string;
  readonly kind: ColumnKind;
  readonly nullable: boolean;
  readonly since: FocusVersion;
  /** First version without the column. */
  readonly until?: FocusVersion;
}

type Flags = { null?: true; kind?: ColumnKind; since?: FocusVersion; until?: FocusVersion };

const LEADING = {
  ProviderName: { until: '1.4' },
  PublisherName: { until: '1.4' },
  ServiceProviderName: { since: '1.3' },
  HostProviderName: { null: true, since: '1.3' },
  InvoiceIssuerName: {},
  InvoiceId: { null: true, since: '1.2' },
  InvoiceDetailId: { null: true, since: '1.4' },
  BillingAccountId: {},
  BillingAccountName: { null: true },
  BillingAccountType: { since: '1.2' },
  SubAccountId: { null: true },
  SubAccountName: { null: true },
  SubAccountType: { null: true, since: '1.2' },
  BillingPeriodStart: { kind: 'time' },
  BillingPeriodEnd: { kind: 'time' },
} as const satisfies Record<string, Flags>;

/** Written by the row writer for every row. */
const VARYING = {
  ChargePeriodStart: { kind: 'time' },
  ChargePeriodEnd: { kind: 'time' },
  PricingQuantity: { kind: 'decimal', null: true },
  ConsumedQuantity: { kind: 'decimal', null: true },
  ListCost: { kind: 'decimal' },
  ContractedCost: { kind: 'decimal' },
  EffectiveCost: { kind: 'decimal' },
  BilledCost: { kind: 'decimal' },
  PricingCurrencyEffectiveCost: { kind: 'decimal', null: true, since: '1.2' },
  CommitmentDiscountQuantity: { kind: 'decimal', null: true, since: '1.1' },
} as const satisfies Record<string, Flags>;

const TRAILING = {
  BillingCurrency: {},
  ChargeCategory: {},
  ChargeClass: { null: true },
  ChargeDescription: { null: true },
  ChargeFrequency: {},
  ListUnitPrice: { kind: 'decimal', null: true },
  ContractedUnitPrice: { kind: 'decimal', null: true },
  PricingCategory: { null: true },
  PricingUnit: { null: true },
  PricingCurrency: { null: true, since: '1.2' },
  PricingCurrencyListUnitPrice: { kind: 'decimal', null: true, since: '1.2' },
  PricingCurrencyContractedUnitPrice: { kind: 'decimal', null: true, since: '1.2' },
  ConsumedUnit: { null: true },
  ServiceName: {},
  ServiceCategory: {},
  ServiceSubcategory: { since: '1.1' },
  SkuId: { null: true },
  SkuMeter: { null: true, since: '1.1' },
  SkuPriceId: { null: true },
  SkuPriceDetails: { null: true, since: '1.1' },
  RegionId: { null: true },
  RegionName: { null: true },
  AvailabilityZone: { null: true },
  ResourceId: { null: true },
  ResourceName: { null: true },
  ResourceType: { null: true },
  CommitmentDiscountId: { null: true },
  CommitmentDiscountName: { null: true },
  CommitmentDiscountCategory: { null: true },
  CommitmentDiscountType: { null: true },
  CommitmentDiscountStatus: { null: true },
  CommitmentDiscountUnit: { null: true, since: '1.1' },
  CommitmentProgramEligibilityDetails: { null: true, since: '1.4' },
  CapacityReservationId: { null: true, since: '1.1' },
  CapacityReservationStatus: { null: true, since: '1.1' },
  ContractApplied: { null: true, since: '1.3' },
  AllocatedMethodId: { null: true, since: '1.3' },
  AllocatedMethodDetails: { null: true, since: '1.3' },
  AllocatedResourceId: { null: true, since: '1.3' },
  AllocatedResourceName: { null: true, since: '1.3' },
  AllocatedTags: { null: true, since: '1.3' },
  Tags: { null: true },
} as const satisfies Record<string, Flags>;

export type FixedColumn = keyof typeof LEADING | keyof typeof TRAILING;

/** The values of one kind of charge that stay the same in all its rows; an absent column is null. */
export type Charge = { readonly [column in FixedColumn]?: string | null };

export interface ColumnSet {
  readonly leading: readonly Column[];
  readonly varying: readonly Column[];
  readonly trailing: readonly Column[];
}

export function columnSet(version: FocusVersion): ColumnSet {
  const select = (flags: Record<string, Flags>): Column[] =>
    Object.entries(flags)
      .map(([name, flag]) => toColumn(name, flag))
      .filter((column) => isPresent(column, version));
  return { leading: select(LEADING), varying: select(VARYING), trailing: select(TRAILING) };
}

/** The columns of a version in the order in which the file has them. */
export function columnsOf(version: FocusVersion): readonly Column[] {
  const { leading, varying, trailing } = columnSet(version);
  return [...leading, ...varying, ...trailing];
}

const isAtLeast = (version: FocusVersion, bar: FocusVersion): boolean =>
  FOCUS_VERSIONS.indexOf(version) >= FOCUS_VERSIONS.indexOf(bar);

function toColumn(name: string, flag: Flags): Column {
  return {
    name,
    kind: flag.kind ?? 'text',
    nullable: flag.null ?? false,
    since: flag.since ?? '1.0',
    ...(flag.until ? { until: flag.until } : {}),
  };
}

function isPresent(column: Column, version: FocusVersion): boolean {
  return isAtLeast(version, column.since) && !(column.until && isAtLeast(version, column.until));
}
