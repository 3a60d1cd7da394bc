/** How a FOCUS column is read and kept. */
export type ColumnKind =
  /** Text with few different values. */
  | 'text'
  /** Text that is different on almost every row. */
  | 'identifier'
  /** Text of a closed list. */
  | 'choice'
  /** An amount, a quantity or a price: 38 digits, 12 of them decimal places. */
  | 'decimal'
  /** A moment, in UTC. */
  | 'time'
  /** A JSON text that is kept as it came. */
  | 'json'
  /** Keys and values. */
  | 'tags';

/** FOCUS versions in order. */
export const FOCUS_VERSIONS = ['1.0', '1.1', '1.2', '1.3', '1.4'] as const;
export type FocusVersion = (typeof FOCUS_VERSIONS)[number];

export interface FocusColumn {
  readonly name: string;
  readonly kind: ColumnKind;
  /** First version that has it; columns of the drafts count as 1.0. */
  readonly since: FocusVersion;
  readonly mandatory: boolean;
  /** Official spelling of the values of a closed list. */
  readonly values?: readonly string[];
}

const SERVICE_CATEGORIES = `
AI and Machine Learning
Analytics
Business Applications
Compute
Databases
Developer Tools
Multicloud
Identity
Integration
Internet of Things
Management and Governance
Media
Migration
Mobile
Networking
Security
Storage
Web
Other
`
  .trim()
  .split('\n');

const SERVICE_SUBCATEGORIES = `
AI Platforms
API Management
Analytics Platforms
Application Networking
Application Platforms
Architecture
Backup Storage
Block Storage
Bots
Business Intelligence
Caching
Compliance
Containers
Content Creation
Content Delivery
Continuous Integration and Deployment
Cost Management
Data Governance
Data Migration
Data Processing
Data Warehouses
Developer Platforms
Development Environments
Disaster Recovery
End User Computing
Endpoint Management
File Storage
Gaming
Generative AI
Identity and Access Management
IoT Analytics
IoT Platforms
Ledger Databases
Machine Learning
Media Streaming
Messaging
Mixed Reality
Multicloud Integration
Natural Language Processing
Network Connectivity
Network Infrastructure
Network Routing
Network Security
NoSQL Databases
Object Storage
Observability
Other (AI and Machine Learning)
Other (Analytics)
Other (Business Applications)
Other (Compute)
Other (Databases)
Other (Developer Tools)
Other (Identity)
Other (Integration)
Other (Internet of Things)
Other (Management and Governance)
Other (Media)
Other (Migration)
Other (Mobile)
Other (Multicloud)
Other (Networking)
Other (Other)
Other (Security)
Other (Storage)
Other (Web)
Productivity and Collaboration
Quality Assurance
Quantum Compute
Relational Databases
Resource Migration
Search
Secret Management
Security Posture Management
Serverless Compute
Source Code Management
Storage Platforms
Streaming Analytics
Support
Threat Detection and Response
Time Series Databases
Virtual Machines
Workflow Orchestration
`
  .trim()
  .split('\n');

/**
 * The columns of the dataset Cost and Usage of FOCUS 1.4. Source: FOCUS specification and data model,
 * (c) Joint Development Foundation Projects LLC, FOCUS series and its contributors, CC BY 4.0.
 */
export const FOCUS_COLUMNS: readonly FocusColumn[] = [
  { name: 'AllocatedMethodDetails', kind: 'json', since: '1.3', mandatory: false },
  { name: 'AllocatedMethodId', kind: 'text', since: '1.3', mandatory: false },
  { name: 'AllocatedResourceId', kind: 'identifier', since: '1.3', mandatory: false },
  { name: 'AllocatedResourceName', kind: 'identifier', since: '1.3', mandatory: false },
  { name: 'AllocatedTags', kind: 'tags', since: '1.3', mandatory: false },
  { name: 'AvailabilityZone', kind: 'text', since: '1.0', mandatory: false },
  { name: 'BilledCost', kind: 'decimal', since: '1.0', mandatory: true },
  { name: 'BillingAccountId', kind: 'text', since: '1.0', mandatory: true },
  { name: 'BillingAccountName', kind: 'text', since: '1.0', mandatory: true },
  { name: 'BillingAccountType', kind: 'text', since: '1.2', mandatory: false },
  { name: 'BillingCurrency', kind: 'text', since: '1.0', mandatory: true },
  { name: 'BillingPeriodEnd', kind: 'time', since: '1.0', mandatory: true },
  { name: 'BillingPeriodStart', kind: 'time', since: '1.0', mandatory: true },
  { name: 'CapacityReservationId', kind: 'text', since: '1.1', mandatory: false },
  {
    name: 'CapacityReservationStatus',
    kind: 'choice',
    since: '1.1',
    mandatory: false,
    values: ['Used', 'Unused'],
  },
  {
    name: 'ChargeCategory',
    kind: 'choice',
    since: '1.0',
    mandatory: true,
    values: ['Usage', 'Purchase', 'Tax', 'Credit', 'Adjustment'],
  },
  { name: 'ChargeClass', kind: 'choice', since: '1.0', mandatory: true, values: ['Correction'] },
  { name: 'ChargeDescription', kind: 'text', since: '1.0', mandatory: true },
  {
    name: 'ChargeFrequency',
    kind: 'choice',
    since: '1.0',
    mandatory: false,
    values: ['One-Time', 'Recurring', 'Usage-Based'],
  },
  { name: 'ChargePeriodEnd', kind: 'time', since: '1.0', mandatory: true },
  { name: 'ChargePeriodStart', kind: 'time', since: '1.0', mandatory: true },
  {
    name: 'CommitmentDiscountCategory',
    kind: 'choice',
    since: '1.0',
    mandatory: false,
    values: ['Spend', 'Usage'],
  },
  { name: 'CommitmentDiscountId', kind: 'text', since: '1.0', mandatory: false },
  { name: 'CommitmentDiscountName', kind: 'text', since: '1.0', mandatory: false },
  { name: 'CommitmentDiscountQuantity', kind: 'decimal', since: '1.1', mandatory: false },
  {
    name: 'CommitmentDiscountStatus',
    kind: 'choice',
    since: '1.0',
    mandatory: false,
    values: ['Used', 'Unused'],
  },
  { name: 'CommitmentDiscountType', kind: 'text', since: '1.0', mandatory: false },
  { name: 'CommitmentDiscountUnit', kind: 'text', since: '1.1', mandatory: false },
  { name: 'CommitmentProgramEligibilityDetails', kind: 'json', since: '1.4', mandatory: false },
  { name: 'ConsumedQuantity', kind: 'decimal', since: '1.0', mandatory: false },
  { name: 'ConsumedUnit', kind: 'text', since: '1.0', mandatory: false },
  { name: 'ContractApplied', kind: 'json', since: '1.3', mandatory: false },
  { name: 'ContractedCost', kind: 'decimal', since: '1.0', mandatory: true },
  { name: 'ContractedUnitPrice', kind: 'decimal', since: '1.0', mandatory: false },
  { name: 'EffectiveCost', kind: 'decimal', since: '1.0', mandatory: true },
  { name: 'HostProviderName', kind: 'text', since: '1.3', mandatory: true },
  { name: 'InvoiceDetailId', kind: 'identifier', since: '1.4', mandatory: false },
  { name: 'InvoiceId', kind: 'text', since: '1.2', mandatory: false },
  { name: 'InvoiceIssuerName', kind: 'text', since: '1.0', mandatory: true },
  { name: 'ListCost', kind: 'decimal', since: '1.0', mandatory: true },
  { name: 'ListUnitPrice', kind: 'decimal', since: '1.0', mandatory: false },
  {
    name: 'PricingCategory',
    kind: 'choice',
    since: '1.0',
    mandatory: false,
    values: ['Standard', 'Dynamic', 'Committed', 'Other'],
  },
  { name: 'PricingCurrency', kind: 'text', since: '1.2', mandatory: false },
  { name: 'PricingCurrencyContractedUnitPrice', kind: 'decimal', since: '1.2', mandatory: false },
  { name: 'PricingCurrencyEffectiveCost', kind: 'decimal', since: '1.2', mandatory: false },
  { name: 'PricingCurrencyListUnitPrice', kind: 'decimal', since: '1.2', mandatory: false },
  { name: 'PricingQuantity', kind: 'decimal', since: '1.0', mandatory: true },
  { name: 'PricingUnit', kind: 'text', since: '1.0', mandatory: true },
  { name: 'RegionId', kind: 'text', since: '1.0', mandatory: false },
  { name: 'RegionName', kind: 'text', since: '1.0', mandatory: false },
  { name: 'ResourceId', kind: 'identifier', since: '1.0', mandatory: false },
  { name: 'ResourceName', kind: 'identifier', since: '1.0', mandatory: false },
  { name: 'ResourceType', kind: 'text', since: '1.0', mandatory: false },
  {
    name: 'ServiceCategory',
    kind: 'choice',
    since: '1.0',
    mandatory: true,
    values: SERVICE_CATEGORIES,
  },
  { name: 'ServiceName', kind: 'text', since: '1.0', mandatory: true },
  { name: 'ServiceProviderName', kind: 'text', since: '1.3', mandatory: true },
  {
    name: 'ServiceSubcategory',
    kind: 'choice',
    since: '1.1',
    mandatory: false,
    values: SERVICE_SUBCATEGORIES,
  },
  { name: 'SkuId', kind: 'text', since: '1.0', mandatory: false },
  { name: 'SkuMeter', kind: 'text', since: '1.1', mandatory: false },
  { name: 'SkuPriceDetails', kind: 'json', since: '1.1', mandatory: false },
  { name: 'SkuPriceId', kind: 'text', since: '1.0', mandatory: false },
  { name: 'SubAccountId', kind: 'text', since: '1.0', mandatory: false },
  { name: 'SubAccountName', kind: 'text', since: '1.0', mandatory: false },
  { name: 'SubAccountType', kind: 'text', since: '1.2', mandatory: false },
  { name: 'Tags', kind: 'tags', since: '1.0', mandatory: false },
];

/** Columns that FOCUS 1.4 removed, and the column that took their place. */
export const SUPERSEDED_COLUMNS: Readonly<Record<string, string>> = {
  ProviderName: 'ServiceProviderName',
  PublisherName: 'HostProviderName',
};
