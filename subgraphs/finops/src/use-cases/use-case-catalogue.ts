import { ALLOCATION } from './cases/allocation';
import { COMMITMENTS } from './cases/commitments';
import { INVOICING } from './cases/invoicing';
import { PARTNERS } from './cases/partners';
import { PRICES } from './cases/prices';
import { REPORTING } from './cases/reporting';
import { SAVINGS } from './cases/savings';
import { TRENDS } from './cases/trends';
import type { UseCase } from './use-case';

/**
 * The FOCUS use case library (https://focus.finops.org/use-cases, (c) Joint Development Foundation
 * Projects LLC, FOCUS series and its contributors, CC BY 4.0) as we read it: where a published statement
 * leaves something open or is wrong, what the case answers is settled by its definition here.
 */
export const USE_CASES: readonly UseCase[] = [
  ...INVOICING,
  ...PRICES,
  ...ALLOCATION,
  ...REPORTING,
  ...TRENDS,
  ...COMMITMENTS,
  ...SAVINGS,
  ...PARTNERS,
];

/** Slugs under which the library lists a case a second time. */
export const ALIASES: ReadonlyMap<string, string> = new Map([
  ['verify-accuracy-of-service-provider-invoices', 'verify-invoices'],
  ['verify-accuracy-of-services-charges-across-service-providers', 'verify-service-charges'],
  [
    'report-spending-across-billing-periods-for-a-service-provider-by-service-category',
    'report-spending-across-billing-periods-by-service-category',
  ],
  ['determine-effective-savings-rate', 'effective-savings-rate'],
  ['analyze-marketplace-vendors-costs', 'marketplace-vendors-costs'],
]);

const BY_SLUG = new Map(USE_CASES.map((useCase) => [useCase.slug, useCase]));

/** A case by its slug or its alias. */
export function findUseCase(slug: string): UseCase | undefined {
  return BY_SLUG.get(ALIASES.get(slug) ?? slug);
}
