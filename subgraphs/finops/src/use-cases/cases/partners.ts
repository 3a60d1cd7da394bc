import { COMMITMENTS, COMMITMENTS_WITH_COST } from '../json-lists';
import { columns, descending, distinct, is, span, sumOf, total } from '../terms';
import type { Computed, UseCase } from '../use-case';

const COMMITMENT_ID: Computed = { name: 'ContractCommitmentId', type: 'String', sql: 'Element.1' };

const appliedCost = (name: string): Computed => sumOf(name, 'Element.2');

/** Cases about marketplaces and contracts. */
export const PARTNERS: readonly UseCase[] = [
  {
    slug: 'marketplace-vendors-costs',
    title: 'Analyze marketplace vendors costs',
    group: 'Marketplace',
    since: '1.0',
    period: 'ChargePeriodStart',
    where: ['InvoiceIssuerName != VendorName'],
    keys: columns(
      'ChargePeriodStart',
      'ChargePeriodEnd',
      'ServiceProviderName',
      'HostProviderName',
      'InvoiceIssuerName',
      'BillingCurrency',
    ),
    totals: [total('EffectiveCost')],
    order: ['TotalEffectiveCost'],
  },
  {
    slug: 'track-marketplace-purchases-across-providers',
    title: 'Track marketplace purchases across providers',
    group: 'Marketplace',
    since: '1.3',
    period: 'ChargePeriodStart',
    where: ['ServiceProviderName != HostProviderName', "ChargeCategory IN ('Purchase', 'Usage')"],
    keys: columns(
      'ServiceProviderName',
      'HostProviderName',
      'InvoiceIssuerName',
      'ServiceName',
      'ChargeCategory',
      'BillingCurrency',
    ),
    totals: [total('BilledCost'), distinct('ResourceCount', 'ResourceId')],
    order: [descending('TotalBilledCost')],
  },
  {
    slug: 'analyze-cost-by-participating-entities',
    title: 'Analyze cost by participating entities',
    group: 'Marketplace',
    since: '1.3',
    period: 'BillingPeriodStart',
    keys: columns(
      'BillingPeriodStart',
      'BillingPeriodEnd',
      'ServiceProviderName',
      'InvoiceIssuerName',
      'HostProviderName',
      'ServiceName',
      'BillingCurrency',
    ),
    totals: [total('BilledCost')],
    order: [descending('TotalBilledCost')],
  },
  {
    slug: 'track-contract-commitment-burn-down-over-time',
    title: 'Track contract commitment burn-down over time',
    group: 'Contracts',
    since: '1.3',
    period: 'BillingPeriodStart',
    each: { list: COMMITMENTS },
    keys: [
      ...columns('BillingPeriodStart', 'ServiceProviderName', 'BillingAccountId'),
      COMMITMENT_ID,
      ...columns('BillingCurrency'),
    ],
    totals: [appliedCost('AppliedCost'), total('EffectiveCost')],
    order: ['BillingPeriodStart', 'ContractCommitmentId'],
  },
  {
    slug: 'report-on-initial-contract-commitments',
    title: 'Report on initial contract commitments',
    group: 'Contracts',
    since: '1.3',
    period: 'ChargePeriodStart',
    where: [is('ChargeCategory', 'Purchase')],
    each: { list: COMMITMENTS_WITH_COST },
    keys: [...columns('ServiceProviderName'), COMMITMENT_ID, ...columns('BillingCurrency')],
    totals: [...span, appliedCost('ContractCommitmentAppliedCost')],
  },
];
