/**
 * What the catalogue promises, a case on four lines: slug and versions; group and title; parameters besides
 * `from` and `to` (`?` may be left out); columns, texts without their type, first those that a row stands
 * for, then those that are added up in it.
 */
export const USE_CASE_INDEX = `
understand-the-billing-account-or-sub-account-entity: 1.2 1.3 1.4
Invoicing: Understand the billing account or sub account entity
parameters: 
columns: ServiceProviderName, BillingAccountId, BillingAccountName, BillingAccountType, SubAccountId, SubAccountName, SubAccountType

identify-sources-of-billed-cost: 1.2 1.3 1.4
Invoicing: Identify sources of billed cost
parameters: 
columns: ServiceProviderName, HostProviderName, InvoiceIssuerName, InvoiceId, BillingCurrency | TotalBilledCost Decimal

analyze-credit-memos: 1.2 1.3 1.4
Invoicing: Analyze credit memos
parameters: 
columns: ServiceProviderName, InvoiceId, BillingCurrency | TotalBilledCost Decimal

verify-accuracy-of-provider-invoices-aka-invoice-reconciliation: 1.2 1.3 1.4
Invoicing: Verify accuracy of provider invoices (invoice reconciliation)
parameters: 
columns: InvoiceIssuerName, InvoiceId, BillingCurrency | TotalBilledCost Decimal

verify-invoices: 1.0 1.1 1.2 1.3 1.4
Invoicing: Verify accuracy of provider invoices
parameters: 
columns: ServiceProviderName, BillingAccountId, BillingAccountName, BillingCurrency | TotalBilledCost Decimal

verify-service-charges: 1.0 1.1 1.2 1.3 1.4
Invoicing: Verify accuracy of services charges across providers
parameters: 
columns: ServiceProviderName, BillingAccountId, BillingAccountName, BillingCurrency, ServiceName | TotalBilledCost Decimal

corrections-by-subaccount: 1.0 1.1 1.2 1.3 1.4
Invoicing: Report corrections by subaccount for a previously invoiced billing period
parameters: 
columns: ServiceProviderName, BillingAccountId, ServiceCategory, SubAccountId, SubAccountName, BillingCurrency | TotalBilledCost Decimal

report-corrections: 1.0 1.1 1.2 1.3 1.4
Invoicing: Report corrections for a previously invoiced billing period
parameters: 
columns: ServiceProviderName, BillingAccountId, ChargeCategory, ServiceCategory, ServiceName, BillingCurrency | TotalBilledCost Decimal

calculate-average-rate-of-a-component-resource: 1.2 1.3 1.4
Unit price: Calculate average rate of a component resource
parameters: 
columns: ServiceProviderName, ServiceName, PricingUnit, RegionName, InstanceSeries, BillingCurrency | TotalCoreCount Decimal, TotalEffectiveCost Decimal, AverageEffectiveCoreCost Decimal

quantify-usage-of-a-component-resource: 1.2 1.3 1.4
Unit price: Quantify usage of a component resource
parameters: 
columns: ServiceProviderName, ServiceName, PricingUnit, RegionName, InstanceSeries | TotalCoreCount Decimal

analyze-the-different-metered-costs-for-a-particular-sku: 1.1 1.2 1.3 1.4
Unit price: Analyze the different metered costs for a particular SKU
parameters: skuId String? = null, limit Int? = 100
columns: ServiceProviderName, ChargePeriodStart DateTime, ChargePeriodEnd DateTime, SkuId, SkuPriceId, PricingUnit, ListUnitPrice Decimal, BillingCurrency | TotalPricingQuantity Decimal, TotalListCost Decimal, TotalEffectiveCost Decimal

resource-costs-sku: 1.0 1.1 1.2 1.3 1.4
Unit price: Analyze resource costs by SKU
parameters: resourceId String? = null, limit Int? = 100
columns: ServiceProviderName, ChargePeriodStart DateTime, ChargePeriodEnd DateTime, SkuId, SkuPriceId, PricingUnit, ListUnitPrice Decimal, BillingCurrency | TotalPricingQuantity Decimal, TotalListCost Decimal, TotalEffectiveCost Decimal

calculate-unit-economics: 1.2 1.3 1.4
Unit price: Calculate unit economics
parameters: descriptionContains String? = "transfer", consumedUnit String? = "GB"
columns: ChargePeriodDate Date, BillingCurrency | TotalBilledCost Decimal, TotalConsumedQuantity Decimal, CostPerUnit Decimal

calculate-consumption-of-virtual-currency-within-a-billing-period: 1.2 1.3 1.4
Virtual currency: Calculate consumption of virtual currency within a billing period
parameters: pricingCurrency String, limit Int? = 10
columns: ServiceProviderName, PricingCurrency | TotalPricingCurrencyEffectiveCost Decimal

determine-target-of-virtual-currency-usage: 1.2 1.3 1.4
Virtual currency: Determine target of virtual currency usage
parameters: pricingCurrency String, limit Int? = 10
columns: ServiceProviderName, HostProviderName, ServiceName, ChargeDescription, PricingCurrency | TotalPricingCurrencyEffectiveCost Decimal

analyze-effective-cost-by-pricing-currency: 1.2 1.3 1.4
Virtual currency: Analyze effective cost by pricing currency
parameters: 
columns: ServiceProviderName, HostProviderName, ServiceName, PricingCurrency | TotalPricingCurrencyEffectiveCost Decimal

analyze-purchase-of-virtual-currency: 1.2 1.3 1.4
Virtual currency: Analyze purchase of virtual currency
parameters: pricingUnit String
columns: ServiceProviderName, HostProviderName, ChargeDescription, PricingUnit, BillingCurrency | TotalPricingQuantity Decimal, TotalBilledCost Decimal

determine-contracted-savings-by-virtual-currency: 1.2 1.3 1.4
Virtual currency: Determine contracted savings by virtual currency
parameters: 
columns: ServiceName, ServiceSubcategory, ChargeDescription, BillingCurrency, PricingCurrency | ContractedSavingsInPricingCurrency Decimal, ContractedSavingsInBillingCurrency Decimal

analyze-tag-coverage: 1.0 1.1 1.2 1.3 1.4
Allocation: Analyze tag coverage
parameters: tagKey String, serviceProviderName String
columns: BillingCurrency | TaggedCost Decimal, TotalCost Decimal, TaggedPercentage Decimal

application-cost: 1.0 1.1 1.2 1.3 1.4
Allocation: Report application cost month over month
parameters: application String, tagKey String? = "Application"
columns: Month Date, ServiceName, BillingCurrency | TotalEffectiveCost Decimal

allocate-application-multi-currency: 1.0 1.1 1.2 1.3 1.4
Allocation: Allocate multi-currency charges per application
parameters: tagKey String? = "ApplicationId"
columns: ApplicationId, ServiceProviderName, BillingAccountId, BillingAccountName, BillingCurrency | TotalBilledCost Decimal

analyze-total-cost-by-allocated-resource: 1.3 1.4
Allocation: Analyze total cost by allocated resource
parameters: 
columns: AllocatedResourceId, AllocatedResourceName, OriginResourceId, BillingCurrency | TotalEffectiveCost Decimal, ChargeCount Int

identify-resources-with-shared-cost-allocation: 1.3 1.4
Allocation: Identify resources with shared cost allocation
parameters: 
columns: ResourceId, ResourceName, AllocatedMethodId

update-application-budgets: 1.0 1.1 1.2 1.3 1.4
Budget: Update budgets for each application
parameters: tagKey String? = "Application"
columns: ServiceProviderName, BillingPeriodStart DateTime, BillingPeriodEnd DateTime, Application, BillingCurrency | TotalBilledCost Decimal

update-budgets: 1.0 1.1 1.2 1.3 1.4
Budget: Update budgets with billed costs
parameters: 
columns: ServiceProviderName, BillingPeriodStart DateTime, BillingPeriodEnd DateTime, BillingCurrency | TotalBilledCost Decimal

compare-billed-budget: 1.0 1.1 1.2 1.3 1.4
Budget: Compare billed cost per subaccount to budget
parameters: serviceProviderName String, subAccountId String
columns: ServiceProviderName, SubAccountId, SubAccountName, BillingCurrency | TotalBilledCost Decimal

report-costs-by-service-category-and-subcategory: 1.1 1.2 1.3 1.4
Reporting: Report costs by service category and subcategory
parameters: 
columns: ServiceProviderName, BillingCurrency, BillingPeriodStart DateTime, ServiceCategory, ServiceSubcategory | TotalBilledCost Decimal

costs-service-category: 1.0 1.1 1.2 1.3 1.4
Reporting: Report costs by service category
parameters: 
columns: ServiceProviderName, BillingCurrency, BillingPeriodStart DateTime, ServiceCategory | TotalBilledCost Decimal

costs-service-name: 1.0 1.1 1.2 1.3 1.4
Reporting: Analyze costs by service name
parameters: serviceName String
columns: BillingPeriodStart DateTime, ServiceProviderName, SubAccountId, SubAccountName, ServiceName, BillingCurrency | TotalBilledCost Decimal, TotalEffectiveCost Decimal

report-spending-across-billing-periods-by-service-category: 1.0 1.1 1.2 1.3 1.4
Reporting: Report spending across billing periods for a provider by service category
parameters: serviceProviderName String
columns: ServiceProviderName, BillingAccountName, BillingAccountId, BillingCurrency, BillingPeriodStart DateTime, ServiceCategory, ServiceName | TotalBilledCost Decimal

analyze-service-costs-by-region: 1.0 1.1 1.2 1.3 1.4
Reporting: Analyze service costs by region
parameters: 
columns: ChargePeriodStart DateTime, ServiceProviderName, RegionId, ServiceName, BillingCurrency | TotalEffectiveCost Decimal

report-service-costs-by-providers-subaccount: 1.0 1.1 1.2 1.3 1.4
Reporting: Report service costs by providers subaccount
parameters: serviceProviderName String, subAccountId String
columns: ServiceProviderName, ServiceName, SubAccountId, ChargePeriodStart DateTime, BillingCurrency | TotalEffectiveCost Decimal

service-costs-month-over-month: 1.0 1.1 1.2 1.3 1.4
Reporting: Analyze service costs month over month
parameters: 
columns: Month Date, ServiceProviderName, ServiceName, BillingCurrency | TotalEffectiveCost Decimal

resource-component-costs: 1.0 1.1 1.2 1.3 1.4
Reporting: Analyze costs of components of a resource
parameters: resourceId String
columns: ResourceId, ResourceName, ResourceType, ChargeDescription, SkuId, BillingCurrency | TotalEffectiveCost Decimal

cost-compute-subaccount: 1.0 1.1 1.2 1.3 1.4
Reporting: Analyze cost per compute service for a subaccount
parameters: subAccountId String
columns: ServiceName, ResourceId, ResourceName, PricingUnit, BillingCurrency | ChargePeriodStart DateTime, ChargePeriodEnd DateTime, TotalPricingQuantity Decimal, TotalEffectiveCost Decimal

costs-by-availability-zone: 1.0 1.1 1.2 1.3 1.4
Reporting: Analyze costs by availability zone for a subaccount
parameters: subAccountId String
columns: ServiceProviderName, RegionName, AvailabilityZone, BillingPeriodStart DateTime, BillingCurrency | TotalEffectiveCost Decimal

service-costs-subaccount: 1.0 1.1 1.2 1.3 1.4
Reporting: Analyze service costs by subaccount
parameters: subAccountId String, limit Int? = 10
columns: ChargePeriodStart DateTime, SubAccountId, SubAccountName, ServiceName, BillingCurrency | TotalEffectiveCost Decimal

report-subaccount-regions: 1.0 1.1 1.2 1.3 1.4
Reporting: Report subaccounts by region
parameters: 
columns: ServiceProviderName, SubAccountId, RegionId, RegionName | ChargeCount Int

effective-cost-by-service-and-region: 1.4
Reporting: Effective Cost by Service and Region
parameters: 
columns: ServiceProviderName, BillingPeriodStart DateTime, BillingPeriodEnd DateTime, ServiceCategory, ServiceName, RegionId, RegionName, PricingUnit, BillingCurrency | TotalEffectiveCost Decimal, TotalPricingQuantity Decimal

daily-anomaly-services: 1.0 1.1 1.2 1.3 1.4
Anomaly: Identify anomalous daily spending by subaccount, region, and service
parameters: 
columns: Day Date, ServiceProviderName, SubAccountId, RegionId, RegionName, ServiceName, BillingCurrency | DailyEffectiveCost Decimal

daily-anomaly-region: 1.0 1.1 1.2 1.3 1.4
Anomaly: Identify anomalous daily spending by subaccount and region
parameters: 
columns: Day Date, ServiceProviderName, SubAccountId, RegionId, RegionName, BillingCurrency | DailyEffectiveCost Decimal

daily-anomaly-subaccount: 1.0 1.1 1.2 1.3 1.4
Anomaly: Identify anomalous daily spending by subaccount
parameters: 
columns: Day Date, ServiceProviderName, SubAccountId, BillingCurrency | DailyEffectiveCost Decimal

forecast-costs: 1.0 1.1 1.2 1.3 1.4
Forecast: Get historical usage and rates to enable cost forecasting
parameters: 
columns: ServiceProviderName, BillingPeriodStart DateTime, BillingPeriodEnd DateTime, ServiceCategory, ServiceName, RegionId, RegionName, PricingUnit, BillingCurrency | TotalEffectiveCost Decimal, TotalPricingQuantity Decimal

forecast-cashflow: 1.0 1.1 1.2 1.3 1.4
Forecast: Forecast cashflow month over month based on historical trends by service
parameters: 
columns: Month Date, ServiceProviderName, ServiceCategory, ServiceName, BillingCurrency | TotalBilledCost Decimal

forecast-amortized-costs: 1.0 1.1 1.2 1.3 1.4
Forecast: Forecast amortized costs month over month based on historical trends
parameters: 
columns: Month Date, ServiceProviderName, ServiceCategory, ServiceName, ChargeCategory, BillingCurrency | TotalEffectiveCost Decimal

compare-usage-month-over-month: 1.0 1.1 1.2 1.3 1.4
Usage: Compare resource usage month over month
parameters: 
columns: Month Date, ServiceProviderName, ServiceName, ResourceId, SkuId, ConsumedUnit | TotalConsumedQuantity Decimal

analyze-capacity-reservations-on-compute-costs: 1.1 1.2 1.3 1.4
Commitments: Analyze capacity reservations on compute costs
parameters: 
columns: Status, ServiceProviderName, BillingAccountId, BillingCurrency | TotalBilledCost Decimal, TotalEffectiveCost Decimal

identify-unused-capacity-reservations: 1.1 1.2 1.3 1.4
Commitments: Identify unused capacity reservations
parameters: 
columns: ServiceProviderName, BillingAccountId, CapacityReservationId, CapacityReservationStatus, BillingCurrency | TotalBilledCost Decimal, TotalEffectiveCost Decimal

recurring-commitment-charges: 1.0 1.1 1.2 1.3 1.4
Commitments: Report recurring charges for commitment-based discounts over a period
parameters: 
columns: BillingPeriodStart DateTime, CommitmentDiscountId, CommitmentDiscountName, CommitmentDiscountType, ChargeFrequency, BillingCurrency | TotalBilledCost Decimal

effective-cost-compute: 1.0 1.1 1.2 1.3 1.4
Commitments: Report effective cost of compute
parameters: 
columns: CommitmentDiscountType, ServiceProviderName, ServiceName, SubAccountId, SubAccountName, BillingPeriodStart DateTime, BillingCurrency | TotalEffectiveCost Decimal

commitment-discount-purchases: 1.1 1.2 1.3 1.4
Commitments: Report commitment discount purchases
parameters: 
columns: ServiceProviderName, BillingAccountId, CommitmentDiscountId, CommitmentDiscountType, CommitmentDiscountUnit, CommitmentDiscountQuantity Decimal, ChargeFrequency, BillingCurrency | ChargePeriodStart DateTime, ChargePeriodEnd DateTime, TotalBilledCost Decimal

identify-unused-commitments: 1.0 1.1 1.2 1.3 1.4
Commitments: Identify unused commitments
parameters: 
columns: ServiceProviderName, BillingAccountId, CommitmentDiscountId, CommitmentDiscountType, CommitmentDiscountStatus, BillingCurrency | ChargePeriodStart DateTime, ChargePeriodEnd DateTime, TotalBilledCost Decimal, TotalEffectiveCost Decimal

commitment-discount-effective-cost-breakdown: 1.4
Commitments: Commitment Discount Effective Cost Breakdown
parameters: 
columns: ServiceProviderName, CommitmentDiscountId, CommitmentDiscountStatus, ChargePeriodStart DateTime, ChargePeriodEnd DateTime, BillingCurrency | TotalEffectiveCost Decimal

calculate-commitment-discount-coverage-rate-with-eligibility-adjusted-denominator: 1.4
Eligibility: Calculate Commitment Discount Coverage Rate with Eligibility-Adjusted Denominator
parameters: programTypes [String]? = ["FlexibleSpendPlan","ResourceReservation"]
columns: ServiceProviderName, BillingCurrency | CoveredCost Decimal, EligibleCost Decimal, CommitmentCoverageRate Decimal

identify-eligible-uncovered-spend-by-program-type: 1.4
Eligibility: Identify Eligible Uncovered Spend by Program Type
parameters: programTypes [String]? = ["FlexibleSpendPlan","ResourceReservation"]
columns: ServiceProviderName, ServiceName, EligibleProgramType, BillingCurrency | EligibleUncoveredCost Decimal

compare-commitment-opportunities-across-providers-cross-provider-with-saas: 1.4
Eligibility: Compare Commitment Opportunities Across Providers (Cross-Provider with SaaS)
parameters: programTypes [String]? = ["FlexibleSpendPlan","ResourceReservation"]
columns: ServiceProviderName, EligibleProgramType, BillingCurrency | EligibleCost Decimal, UncoveredEligibleCost Decimal, UncoveredRate Decimal

identify-eligible-capacity-reservation-spend: 1.4
Eligibility: Identify Eligible Capacity Reservation Spend
parameters: programTypes [String]? = ["AdvanceResourceCommitment","ZonalResourceCommitment"]
columns: ServiceProviderName, ServiceName, EligibleProgramType, CapacityReservationStatus, BillingCurrency | TotalBilledCost Decimal, ChargeCount Int

effective-savings-rate: 1.0 1.1 1.2 1.3 1.4
KPI: Determine Effective Savings Rate
parameters: 
columns: BillingCurrency | TotalListCost Decimal, TotalContractedCost Decimal, TotalEffectiveCost Decimal, EsrContracted Decimal, EsrList Decimal

effective-savings-rate-services: 1.0 1.1 1.2 1.3 1.4
KPI: Determine Effective Savings Rate by Service
parameters: 
columns: ServiceProviderName, ServiceName, BillingCurrency | TotalListCost Decimal, TotalContractedCost Decimal, TotalEffectiveCost Decimal, EsrContracted Decimal, EsrList Decimal

verify-discounts-applied: 1.0 1.1 1.2 1.3 1.4
KPI: Verify discount accuracy for previously invoiced billing period
parameters: 
columns: ServiceProviderName, BillingAccountId, BillingAccountName, BillingCurrency, ServiceName | TotalEffectiveCost Decimal, TotalListCost Decimal, TotalBilledCost Decimal, EffectiveDiscount Decimal

verify-discount-accuracy-for-a-previously-invoiced-billing-period-corrections-excluded: 1.4
KPI: Verify discount accuracy for a previously invoiced billing period (corrections excluded)
parameters: 
columns: ServiceProviderName, BillingAccountId, BillingAccountName, BillingCurrency, ServiceName | TotalEffectiveCost Decimal, TotalListCost Decimal, TotalBilledCost Decimal, EffectiveDiscount Decimal

discount-effectiveness-by-service: 1.4
KPI: Discount Effectiveness by Service
parameters: 
columns: ServiceProviderName, BillingAccountId, BillingAccountName, BillingCurrency, ServiceName | TotalEffectiveCost Decimal, TotalBilledCost Decimal, TotalContractedCost Decimal, TotalListCost Decimal, ContractedDiscount Decimal, EffectiveDiscount Decimal

cash-vs-accrual-comparison-by-billing-period: 1.4
KPI: Cash vs. Accrual Comparison by Billing Period
parameters: 
columns: ServiceProviderName, InvoiceIssuerName, BillingPeriodStart DateTime, BillingPeriodEnd DateTime, BillingCurrency | TotalBilledCost Decimal, TotalEffectiveCost Decimal, CostBasisDifference Decimal

marketplace-vendors-costs: 1.0 1.1 1.2 1.3 1.4
Marketplace: Analyze marketplace vendors costs
parameters: 
columns: ChargePeriodStart DateTime, ChargePeriodEnd DateTime, ServiceProviderName, HostProviderName, InvoiceIssuerName, BillingCurrency | TotalEffectiveCost Decimal

track-marketplace-purchases-across-providers: 1.3 1.4
Marketplace: Track marketplace purchases across providers
parameters: 
columns: ServiceProviderName, HostProviderName, InvoiceIssuerName, ServiceName, ChargeCategory, BillingCurrency | TotalBilledCost Decimal, ResourceCount Int

analyze-cost-by-participating-entities: 1.3 1.4
Marketplace: Analyze cost by participating entities
parameters: 
columns: BillingPeriodStart DateTime, BillingPeriodEnd DateTime, ServiceProviderName, InvoiceIssuerName, HostProviderName, ServiceName, BillingCurrency | TotalBilledCost Decimal

track-contract-commitment-burn-down-over-time: 1.3 1.4
Contracts: Track contract commitment burn-down over time
parameters: 
columns: BillingPeriodStart DateTime, ServiceProviderName, BillingAccountId, ContractCommitmentId, BillingCurrency | AppliedCost Decimal, TotalEffectiveCost Decimal

report-on-initial-contract-commitments: 1.3 1.4
Contracts: Report on initial contract commitments
parameters: 
columns: ServiceProviderName, ContractCommitmentId, BillingCurrency | ChargePeriodStart DateTime, ChargePeriodEnd DateTime, ContractCommitmentAppliedCost Decimal
`
  .trim()
  .split('\n\n')
  .map((text) => text.split('\n'));

/** Other slugs of cases. */
export const ALIAS_INDEX: Readonly<Record<string, string>> = {
  'verify-accuracy-of-service-provider-invoices': 'verify-invoices',
  'verify-accuracy-of-services-charges-across-service-providers': 'verify-service-charges',
  'report-spending-across-billing-periods-for-a-service-provider-by-service-category':
    'report-spending-across-billing-periods-by-service-category',
  'determine-effective-savings-rate': 'effective-savings-rate',
  'analyze-marketplace-vendors-costs': 'marketplace-vendors-costs',
};
