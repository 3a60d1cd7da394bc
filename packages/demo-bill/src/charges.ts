import type { Provider, Rates, SubAccount } from './accounts';
import { ratesOf } from './accounts';
import { converted, discounted, formatPrice, type Price, parsePrice } from './amount';
import type { BillMonth } from './calendar';
import type { Charge } from './columns';
import type { Resource } from './estate';
import { alphanumericText, hashText, mix } from './random';
import type { Sku } from './sku';

/** Unit prices of a SKU in a month: in the price list's currency and in the currency of the bill. */
export interface Prices {
  readonly pricing: PriceLadder;
  readonly billing: PriceLadder;
}

export interface PriceLadder {
  readonly list: Price;
  readonly contracted: Price;
  readonly effective: Price;
}

export function pricesOf(sku: Sku, provider: Provider, month: BillMonth, hash: number): Prices {
  const list = parsePrice(sku.price);
  const contracted = discounted(list, sku.off ?? 0, provider.priceDecimals);
  const effective =
    sku.spotPercent === undefined
      ? contracted
      : discounted(
          list,
          97 - sku.spotPercent + (mix(hash, month.index) % 7),
          provider.priceDecimals,
        );
  return priceLadders({ list, contracted, effective }, ratesOf(provider, month.name));
}

export function priceLadders(pricing: PriceLadder, rates: Rates): Prices {
  return {
    pricing,
    billing: {
      list: converted(pricing.list, rates.list),
      contracted: converted(pricing.contracted, rates.contracted),
      effective: converted(pricing.effective, rates.contracted),
    },
  };
}

/** Who bills whom, when. */
export function accountColumns(
  provider: Provider,
  account: SubAccount | null,
  month: BillMonth,
  category: string,
): Charge {
  const invoice = month.closed ? invoiceId(provider, month) : null;
  return {
    ProviderName: provider.name,
    PublisherName: provider.publisher,
    ServiceProviderName: provider.name,
    HostProviderName: provider.host,
    InvoiceIssuerName: provider.issuer,
    InvoiceId: invoice,
    InvoiceDetailId: invoice && `${invoice}/${category}`,
    BillingAccountId: provider.billingAccount.id,
    BillingAccountName: provider.billingAccount.name,
    BillingAccountType: provider.billingAccount.type,
    SubAccountId: account?.id ?? null,
    SubAccountName: account?.name ?? null,
    SubAccountType: account && provider.subAccountType,
    BillingPeriodStart: month.start,
    BillingPeriodEnd: month.end,
    BillingCurrency: provider.currency,
    ChargeCategory: category,
  };
}

export function resourceColumns(sku: Sku, { id, name, region, zone, tags }: Resource): Charge {
  const global = region.id === 'global';
  return {
    RegionId: global ? null : region.id,
    RegionName: global ? null : region.name,
    AvailabilityZone: sku.category === 'Compute' && !global ? zone : null,
    ResourceId: id,
    ResourceName: name,
    ResourceType: sku.resource.type,
    Tags: tags.json,
  };
}

export function serviceColumns(sku: Sku): Charge {
  return {
    ServiceName: sku.service,
    ServiceCategory: sku.category,
    ServiceSubcategory: sku.subcategory,
  };
}

export function skuColumns(sku: Sku, provider: Provider, regionId: string): Charge {
  const skuHash = hashText(0, sku.meter + provider.key);
  const skuId = alphanumericText(skuHash, 16);
  return {
    SkuId: skuId,
    SkuMeter: sku.meter,
    SkuPriceId: `${skuId}.${alphanumericText(hashText(skuHash, regionId), 10)}`,
    SkuPriceDetails: sku.details ? JSON.stringify(sku.details) : null,
    PricingUnit: sku.unit,
    ConsumedUnit: sku.consumed?.[0] ?? sku.unit,
  };
}

export function priceColumns(provider: Provider, { pricing, billing }: Prices): Charge {
  return {
    ListUnitPrice: formatPrice(billing.list),
    ContractedUnitPrice: formatPrice(billing.contracted),
    PricingCurrency: provider.pricingCurrency,
    PricingCurrencyListUnitPrice: formatPrice(pricing.list),
    PricingCurrencyContractedUnitPrice: formatPrice(pricing.contracted),
  };
}

function invoiceId(provider: Provider, month: BillMonth): string {
  const number = alphanumericText(hashText(0, provider.billingAccount.id + month.name), 8);
  return `${provider.invoicePrefix}-${month.name.replace('-', '')}-${number}`;
}
