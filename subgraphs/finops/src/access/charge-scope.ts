import type { Rollup } from '../rollups/rollup-tables';
import type { Bindings } from '../store/bindings';

/** A tag of a grant: charges whose tag of that key has one of the values. */
export interface GrantedTag {
  readonly key: string;
  readonly values: readonly string[];
}

/** Charges that one grant lets its user see: those that fulfil every part; an empty part restricts nothing. */
export interface CostGrant {
  readonly billingAccountIds: readonly string[];
  readonly subAccountIds: readonly string[];
  readonly providers: readonly string[];
  readonly services: readonly string[];
  readonly tags: readonly GrantedTag[];
}

/** From the first to the last day in UTC on which a batch has charges. */
export interface ChargeDays {
  readonly first: string;
  readonly last: string;
}

/** The charges that a viewer may read. Every question over charges is asked within one. */
export interface ChargeScope {
  /** The live batches; no others are ever looked at. */
  readonly batches: readonly string[];
  /** In the order of the batches, null for those of which it is not known. */
  readonly days?: readonly (ChargeDays | null)[];
  /** Rollups by table, in the order of the batches; null for one that has none, so that its charges must be read. */
  readonly rollups?: Readonly<Partial<Record<Rollup['table'], readonly (string | null)[]>>>;
  /** How many charges all of them have; absent where nobody counted. */
  readonly charges?: number;
  /** A charge is visible when one of them lets it through; null when all are. */
  readonly grants: readonly CostGrant[] | null;
}

/** True when there is no charge to read, so that the engine need not be asked. */
export function isEmpty({ batches, grants }: ChargeScope): boolean {
  return batches.length === 0 || grants?.length === 0;
}

/** The same without the batches that have no charges in a period, `to` not included. */
export function during(
  scope: ChargeScope,
  { from, to }: { readonly from: string; readonly to: string },
): ChargeScope {
  const { days, batches, rollups = {} } = scope;
  if (!days) return scope;
  const kept = <Item>(items: readonly Item[]): Item[] =>
    items.filter((_, index) => {
      const own = days[index];
      return !own || (own.first < to && own.last >= from);
    });
  return {
    ...scope,
    batches: kept(batches),
    days: kept(days),
    rollups: Object.fromEntries(Object.entries(rollups).map(([table, ids]) => [table, kept(ids)])),
  };
}

/** From the first to the last day of all charges; null where that is not known. */
export function daysOf({ days = [], batches }: ChargeScope): ChargeDays | null {
  const known = days.filter((own) => own !== null);
  return known.length < batches.length ? null : spanOf(known);
}

/** All of these days and what is between them; null for none. */
export function spanOf(all: readonly ChargeDays[]): ChargeDays | null {
  const [one] = all;
  if (!one) return null;
  let { first, last } = one;
  for (const own of all) {
    if (own.first < first) first = own.first;
    if (own.last > last) last = own.last;
  }
  return { first, last };
}

/** True for a grant that restricts nothing. */
export function isUnrestricted({ tags, ...columns }: CostGrant): boolean {
  return tags.length === 0 && Object.values(columns).every((values) => values.length === 0);
}

/** The condition that every reader of `charges` puts first, joined with AND to whatever else it asks. */
export function scopeSql({ batches, grants }: ChargeScope, bindings: Bindings): string {
  return grantedSql(`BatchId IN ${bindings.bind('Array(UUID)', batches)}`, grants, bindings);
}

/** The same for a reader of a rollup; where grants name tags, of one that has them. */
export function rollupScopeSql(
  { rollups, grants }: ChargeScope,
  { table }: Rollup,
  bindings: Bindings,
): string {
  const ids = bindings.bind(
    'Array(UUID)',
    (rollups?.[table] ?? []).filter((id) => id !== null),
  );
  return grantedSql(`RollupId IN ${ids}`, grants, bindings);
}

function grantedSql(live: string, grants: ChargeScope['grants'], bindings: Bindings): string {
  if (grants === null) return live;
  const granted = grants.map((grant) => `(${grantSql(grant, bindings)})`);
  return `${live} AND (${granted.join(' OR ') || '0'})`;
}

function grantSql(grant: CostGrant, bindings: Bindings): string {
  const texts = (values: readonly string[]) => bindings.bind('Array(String)', values);
  const columns = [
    ['BillingAccountId', grant.billingAccountIds],
    ['SubAccountId', grant.subAccountIds],
    ['ServiceProviderName', grant.providers],
    ['ServiceName', grant.services],
  ] as const;
  const conditions = [
    ...columns
      .filter(([, values]) => values.length > 0)
      .map(([column, values]) => `${column} IN ${texts(values)}`),
    ...grant.tags.map(
      ({ key, values }) => `Tags[${bindings.bind('String', key)}] IN ${texts(values)}`,
    ),
  ];
  // Null where a column has none: neither true, nor made true by what stands beside it in an OR.
  return conditions.map((condition) => `ifNull(${condition}, 0)`).join(' AND ') || '1';
}
