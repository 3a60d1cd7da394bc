import { parseRate } from './amount';
import { PROVIDERS } from './providers';
import { mix } from './random';

export type ProviderKey = 'aws' | 'azure' | 'gcp' | 'warehouse' | 'models';

export interface Region {
  readonly id: string;
  readonly name: string;
  readonly zones: readonly [string, ...string[]];
}

export interface SubAccount {
  readonly key: string;
  readonly id: string;
  readonly name: string;
  readonly regions: readonly [Region, ...Region[]];
  readonly environment: 'production' | 'staging' | 'development';
  readonly teams: readonly [string, ...string[]];
}

export interface Provider {
  readonly key: ProviderKey;
  readonly name: string;
  readonly publisher: string;
  readonly issuer: string;
  readonly host: string;
  readonly invoicePrefix: string;
  readonly billingAccount: { readonly id: string; readonly name: string; readonly type: string };
  readonly subAccountType: string;
  readonly currency: string;
  /** What the price list is written in; `Credits` is a virtual currency that is bought in advance. */
  readonly pricingCurrency: string;
  readonly prepaid: boolean;
  /** Decimal places of the price list, so that converted prices stay exact. */
  readonly priceDecimals: number;
  readonly taxPercent: number;
  /** Growth of demand over a year, 0.3 = 30 %. */
  readonly yearlyGrowth: number;
  readonly subAccounts: readonly SubAccount[];
}

export interface AccountRef {
  readonly provider: Provider;
  readonly account: SubAccount;
}

const ACCOUNTS = new Map<string, AccountRef>(
  PROVIDERS.flatMap((provider) =>
    provider.subAccounts.map((account) => [account.key, { provider, account }] as const),
  ),
);

export function accountOf(key: string): AccountRef {
  const found = ACCOUNTS.get(key);
  if (!found) throw new RangeError(`no sub account "${key}"`);
  return found;
}

export function providerOf(key: ProviderKey): Provider {
  const found = PROVIDERS.find((provider) => provider.key === key);
  if (!found) throw new RangeError(`no provider "${key}"`);
  return found;
}

export interface Rates {
  readonly list: bigint;
  readonly contracted: bigint;
}

const PAR: Rates = { list: parseRate('1'), contracted: parseRate('1') };
/** A credit costs $4.00, and $3.10 under the company's agreement. */
const CREDIT: Rates = { list: parseRate('4'), contracted: parseRate('3.1') };

/** Billing currency for one unit of pricing currency. The dollar's rate in euro moves a little each month. */
export function ratesOf(provider: Provider, monthName: string): Rates {
  if (provider.pricingCurrency === provider.currency) return PAR;
  if (provider.prepaid) return CREDIT;
  const [year = 0, month = 0] = monthName.split('-').map(Number);
  const rate = parseRate('0.905') + BigInt(mix(year, month) % 400);
  return { list: rate, contracted: rate };
}
