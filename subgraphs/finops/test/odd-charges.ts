// Charges that are unlike any real bill: every column is drawn from few values, so that groups meet,
// amounts tie, and nulls and odd JSON turn up everywhere. The same seed gives the same charges.
import { FOCUS_COLUMNS } from '../src/store/focus-columns';
import type { Charge } from './bill';

export type OddVersion = '1.0' | '1.2' | '1.3' | '1.4';

function drawer(seed: number) {
  let state = seed;
  const next = (below: number): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
  return <T>(...of: readonly [T, ...T[]]): T => of[next(of.length)] ?? of[0];
}

const DAYS = [
  '2026-04-30',
  '2026-05-01',
  '2026-05-02',
  '2026-05-31',
  '2026-06-01',
  '2028-02-29',
] as const;
const HOURS = ['T00:00:00Z', 'T00:00:00Z', 'T11:30:00Z', 'T23:59:59Z'] as const;
const PROVIDERS = ['Cloud', 'Nube "X"', 'Wölke', '雲', '👍 SaaS', ''] as const;

const DETAILS = [
  '',
  '{"CoreCount":4,"InstanceSeries":"M5"}',
  '{"CoreCount":"0.5","InstanceSeries":"M5"}',
  '{"CoreCount":0.1,"InstanceSeries":"é \\"q\\" 12, x"}',
  '{"CoreCount":12345678901.123456789012,"InstanceSeries":"M5"}',
  '{"CoreCount":2,"InstanceSeries":""}',
  '{"CoreCount":"many","InstanceSeries":"M5"}',
  '{"CoreCount":true,"InstanceSeries":"M5"}',
  '{"CoreCount":null,"InstanceSeries":"M5"}',
  '{"CoreCount":8}',
  '{"InstanceSeries":"M5","x_Other":[1,-2.5e3,{"CoreCount":3}]}',
  '{ "InstanceSeries" : "M5" , "CoreCount" : -0.50 }',
  '{"CoreCount":1e1,"InstanceSeries":"\\u00e9\\\\"}',
  '{"CoreCount":" 4 ","InstanceSeries":"M5"}',
  '{"CoreCount":{"n":4},"InstanceSeries":"M5"}',
] as const;

const PROGRAMS = [
  '',
  '{"CommitmentPrograms":[{"ProgramType":"ResourceReservation"}]}',
  '{"CommitmentPrograms":[{"ProgramType":"FlexibleSpendPlan"},{"ProgramType":"FlexibleSpendPlan"}]}',
  '{"CommitmentPrograms":[{"ProgramType":"ResourceReservation"},{"ProgramType":"FlexibleSpendPlan"},{"ProgramType":"Other"}]}',
  '{"CommitmentPrograms":[{"ProgramType":"AdvanceResourceCommitment"},{"x":1},null,5]}',
  '{"CommitmentPrograms":[{"ProgramType":"ZonalResourceCommitment"},{"ProgramType":null}]}',
  '{"CommitmentPrograms":[]}',
  '{"CommitmentPrograms":{"ProgramType":"ResourceReservation"}}',
  '{"CommitmentPrograms":["ResourceReservation"]}',
  '{"Programs":[{"ProgramType":"ResourceReservation"}]}',
] as const;

const CONTRACTS = [
  '',
  '{"Elements":[{"ContractId":"k","ContractCommitmentId":"c1","ContractCommitmentAppliedCost":1.5}]}',
  '{"Elements":[{"ContractCommitmentId":"c1","ContractCommitmentAppliedCost":0.1},{"ContractCommitmentId":"c1","ContractCommitmentAppliedCost":0.2}]}',
  '{"Elements":[{"ContractCommitmentId":"c1","ContractCommitmentAppliedQuantity":7},{"ContractCommitmentId":"c\\"2","ContractCommitmentAppliedCost":"12345678901234.123456789012"}]}',
  '{"Elements":[{"ContractCommitmentId":"c3","ContractCommitmentAppliedQuantity":7,"ContractCommitmentAppliedUnit":"h"}]}',
  '{"Elements":[{"ContractCommitmentId":"c4","ContractCommitmentAppliedCost":12345678901234.123456789012},{"ContractId":"k"}]}',
  '{"Elements":[{"ContractCommitmentId":"c4","ContractCommitmentAppliedCost":-1e-3},{"ContractCommitmentId":"","ContractCommitmentAppliedCost":9}]}',
  '{ "Elements" : [ null, 5, { "ContractCommitmentId" : "c1" , "x" : [1, 2.50] , "ContractCommitmentAppliedCost" : 1.50 } ] }',
  '{"Elements":[{"ContractCommitmentId":"c5","ContractCommitmentAppliedCost":"abc"},{"ContractCommitmentId":7,"ContractCommitmentAppliedCost":null}]}',
  '{"Elements":[]}',
  '{"CommitmentId":"c1"}',
] as const;

const TAGS = [
  '',
  '{}',
  '{"Application":"web","team.a/b:c":"x"}',
  '{"application":"web"}',
  '{"Application":"  web  ","ApplicationId":"7"}',
  '{"Application":true,"ApplicationId":"a\'b"}',
  '{"Application":null,"ApplicationId":""}',
  '{ "Application" : "a=b;c" , "ApplicationId" : "\\tq\\n" }',
  '{"Application":" \\t\\n ","ApplicationId":false}',
  '{"Application":"   ","it\'s \\"k\\"":"y"}',
] as const;

const AMOUNTS = [
  '0',
  '1',
  '1.5',
  '-2',
  '0.000000000001',
  '0.0000000000015',
  '-0.00000000000249',
  '98765432109876543210.123456789012',
  '0.01',
  '1e-3',
  '-5E-13',
  '-0',
  '.5',
  '',
] as const;

/** Charges of a version, with no columns but those of the version and the provider's names that its bills have. */
export function oddCharges(version: OddVersion, rows: number, seed: number): Charge[] {
  const draw = drawer(seed);
  const charges = Array.from(
    { length: rows },
    (): Charge => ({
      ...commonPart(draw),
      ...(version === '1.4'
        ? {}
        : { ProviderName: draw(...PROVIDERS), PublisherName: draw(...PROVIDERS) }),
      ...(version < '1.3'
        ? {}
        : {
            ServiceProviderName: draw(...PROVIDERS),
            HostProviderName: draw(...PROVIDERS),
            ...allocation(draw),
            ContractApplied: draw(...CONTRACTS),
          }),
      ...(version === '1.4' ? { CommitmentProgramEligibilityDetails: draw(...PROGRAMS) } : {}),
    }),
  );
  const later = FOCUS_COLUMNS.filter(({ since }) => since > version).map(({ name }) => name);
  return charges.map((charge) =>
    Object.fromEntries(Object.entries(charge).filter(([name]) => !later.includes(name))),
  );
}

type Draw = ReturnType<typeof drawer>;

function allocation(draw: Draw): Charge {
  return {
    AllocatedMethodId: draw('', 'split'),
    AllocatedResourceId: draw('', 'pod-1', 'pod-2'),
    AllocatedResourceName: draw('', 'pod'),
  };
}

function commonPart(draw: Draw): Charge {
  const month = draw('04', '05', '06');
  return {
    BilledCost: draw(...AMOUNTS),
    EffectiveCost: draw(...AMOUNTS),
    ListCost: draw(...AMOUNTS),
    ContractedCost: draw(...AMOUNTS),
    BillingAccountId: draw('a1', 'a2'),
    BillingAccountName: draw('One', ''),
    BillingAccountType: draw('Payer', ''),
    BillingCurrency: draw('USD', 'EUR', ''),
    BillingPeriodStart: `2026-${month}-01`,
    BillingPeriodEnd: draw('2026-06-01T00:00:00Z', ''),
    SubAccountId: draw('s1', 's2', ''),
    SubAccountName: draw('Sub', ''),
    SubAccountType: draw('Account', ''),
    InvoiceId: draw('i1', 'NULL'),
    InvoiceIssuerName: draw(...PROVIDERS),
    ChargePeriodStart: `${draw(...DAYS)}${draw(...HOURS)}`,
    ChargePeriodEnd: draw('2026-05-02T00:00:00Z', '2029-05-01T00:00:00Z', ''),
    ChargeCategory: draw('Usage', 'Usage', 'usage', 'Purchase', 'Credit', 'Tax', 'Adjustment'),
    ChargeClass: draw('', '', 'Correction'),
    ChargeDescription: draw('Data TRANSFER out', 'transfert übergroß', 'ÜBERGROSS', ''),
    ChargeFrequency: draw('Usage-based', 'Recurring', 'One-Time', ''),
    ServiceCategory: draw('Compute', 'Storage'),
    ServiceSubcategory: draw('Virtual Machines', ''),
    ServiceName: draw('VM', "It's", ''),
    SkuId: draw('k1', 'k2', ''),
    SkuPriceId: draw('p1', ''),
    SkuPriceDetails: draw(...DETAILS),
    ListUnitPrice: draw('1', '2.123456789012', '1000000000000.000000000001', ''),
    ContractedUnitPrice: draw('0.5', '0.999999999999', ''),
    PricingCurrency: draw('Token', 'USD', ''),
    PricingCurrencyListUnitPrice: draw('3.000000000001', '1', '1000000000000.000000000001', ''),
    PricingCurrencyContractedUnitPrice: draw('1', '2.999999999999', ''),
    PricingCurrencyEffectiveCost: draw(...AMOUNTS),
    PricingQuantity: draw('1', '0.000000000003', '-7.5', '123456789012.123456789012', '0', ''),
    PricingUnit: draw('Hours', 'Token', ''),
    ConsumedQuantity: draw('1', '0.3', '0', ''),
    ConsumedUnit: draw('GB', 'Hours', ''),
    RegionId: draw('r1', 'r2', ''),
    RegionName: draw('Region', ''),
    AvailabilityZone: draw('z1', ''),
    ResourceId: draw('arn:a/b', 'r\\2', ''),
    ResourceName: draw('Name', ''),
    ResourceType: draw('Type', ''),
    CapacityReservationId: draw('cr', ''),
    CapacityReservationStatus: draw('Used', 'unused', ''),
    CommitmentDiscountId: draw('cd1', 'cd2', ''),
    CommitmentDiscountName: draw('Plan', ''),
    CommitmentDiscountType: draw('SP', ''),
    CommitmentDiscountUnit: draw('h', ''),
    CommitmentDiscountQuantity: draw('1', '2', ''),
    CommitmentDiscountStatus: draw('Used', 'Unused', ''),
    Tags: draw(...TAGS),
  };
}
