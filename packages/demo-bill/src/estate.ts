import { type AccountRef, accountOf, type Region } from './accounts';
import { type Anomaly, anomalyAt } from './anomalies';
import type { Calendar } from './calendar';
import { PLACEMENTS, type Placement, skuOf } from './catalogue';
import { guidText, hashText, hexText, mix, pick, unit } from './random';
import type { Sku } from './sku';
import { type TagSet, tagsOf } from './tags';
import { orphanedFrom, WASTE_PLANS } from './waste';

/** One resource's metered SKU over the days it exists: one row a day, or one an hour. */
export interface LineItem extends AccountRef {
  readonly sku: Sku;
  /** Identity of the resource; SKUs of a group share it. */
  readonly hash: number;
  /** Days `[from, to)` of the calendar. */
  readonly from: number;
  readonly to: number;
  readonly hourly: boolean;
  /** How large it is compared with the SKU's usual daily use. */
  readonly size: number;
  readonly anomaly: Anomaly | undefined;
  readonly wasteId: string | undefined;
}

export interface Resource {
  readonly id: string;
  readonly name: string;
  readonly region: Region;
  readonly zone: string;
  readonly tags: TagSet;
}

export interface EstateOptions {
  readonly calendar: Calendar;
  readonly seed: number;
  readonly anomalies: readonly Anomaly[];
}

/** Waste resources are numbered from here, far from the ordinary ones. */
const WASTE_REPLICA = 100_000_000;
/** From this many rows a day some resources are billed by the hour. */
const HOURLY_FROM_ROWS_A_DAY = 1_000;
const ROUNDS_OF_WEIGHT = 6;

export const rowsOf = (item: LineItem): number => (item.to - item.from) * (item.hourly ? 24 : 1);

/** What must be there whatever the size: one resource of every SKU and account, and the waste. */
export function baseEstate(options: EstateOptions): LineItem[] {
  const ordinary = PLACEMENTS.flatMap((placement) => {
    const life = wholeLife(placement, options);
    return life ? [lineItem(placement, 0, life, options)] : [];
  });
  return [...ordinary, ...wastefulItems(options)];
}

/** Adds resources, round after round, until exactly `rows` rows are planned. */
export function fillEstate(
  base: readonly LineItem[],
  rows: number,
  options: EstateOptions,
): LineItem[] {
  const items = [...base];
  let left = rows - base.reduce((sum, item) => sum + rowsOf(item), 0);
  const hourlyBill = rows / options.calendar.days >= HOURLY_FROM_ROWS_A_DAY;
  for (let round = 1; left > 0; round++) {
    for (const placement of PLACEMENTS) {
      if (round % (ROUNDS_OF_WEIGHT / placement.sku.weight) !== 0) continue;
      const life = wholeLife(placement, options);
      if (!life) continue;
      const hash = resourceHash(placement, round, options.seed);
      const { from, to } = laterLife(life, hash);
      const days = to - from;
      const hourly =
        hourlyBill && placement.sku.hourly === true && round % 4 === 1 && days * 24 <= left;
      const end = hourly ? to : from + Math.min(days, left);
      const item = { ...lineItem(placement, round, { from, to: end }, options), hourly };
      items.push(item);
      left -= rowsOf(item);
      if (left === 0) break;
    }
  }
  return items;
}

/** Identifiers, place and tags of a line item's resource. */
export function resourceOf(item: LineItem): Resource {
  const { sku, account, hash } = item;
  const region = pick(account.regions, mix(hash, 11));
  const zone = pick(region.zones, mix(hash, 12));
  const tags = tagsOf(account, hash);
  const team = slug(tags.team);
  const name = `${sku.resource.prefix}-${team}-${hexText(mix(hash, 13), 6)}`;
  const values: Record<string, string> = {
    account: account.id,
    region: region.id,
    zone,
    name,
    team,
    hex: hexText(hash, 16),
    guid: guidText(hash),
  };
  const id = sku.resource.id.replace(/\{(\w+)\}/g, (_, key: string) => values[key] ?? '');
  return { id, name, region, zone, tags };
}

function resourceHash({ sku, accountKey }: Placement, replica: number, seed: number): number {
  return hashText(seed, `${sku.resource.group ?? sku.key}|${accountKey}|${replica}`);
}

export function lineItem(
  placement: Placement,
  replica: number,
  life: Life,
  { seed, anomalies }: EstateOptions,
  wasteId?: string,
): LineItem {
  const { sku, accountKey } = placement;
  const hash = resourceHash(placement, replica, seed);
  const constant = sku.shape === 'always' && sku.noise === 0;
  return {
    sku,
    ...accountOf(accountKey),
    hash,
    from: life.from,
    to: life.to,
    hourly: false,
    size: constant ? 1 : 0.5 + 1.2 * unit(mix(hash, 21), hashText(seed, sku.key)),
    anomaly: wasteId === undefined ? anomalyAt(anomalies, sku, accountKey) : undefined,
    wasteId,
  };
}

interface Life {
  readonly from: number;
  readonly to: number;
}

function wholeLife({ sku }: Placement, { calendar, anomalies }: EstateOptions): Life | undefined {
  if (sku.arrivesWith === undefined) return { from: 0, to: calendar.days };
  const anomaly = anomalies.find(({ plan }) => plan.id === sku.arrivesWith);
  return anomaly && { from: anomaly.from, to: anomaly.to };
}

/** Most resources stay, some come later, some go, some live for a few days only. */
function laterLife({ from, to }: Life, hash: number): Life {
  const days = to - from;
  const luck = unit(hash, 31);
  const place = unit(hash, 32);
  if (luck < 0.6 || days < 10) return { from, to };
  if (luck < 0.8) return { from: from + Math.floor(place * days * 0.9), to };
  if (luck < 0.92) return { from, to: to - Math.floor(place * days * 0.9) };
  const start = from + Math.floor(place * (days - 3));
  return { from: start, to: Math.min(to, start + 3 + (hash % 30)) };
}

function wastefulItems(options: EstateOptions): LineItem[] {
  const { calendar } = options;
  const whole = { from: 0, to: calendar.days };
  const orphaned = orphanedFrom(calendar);
  return WASTE_PLANS.flatMap((plan) =>
    Array.from({ length: plan.count }, (_, index) => {
      const placement = { sku: skuOf(plan.skuKey), accountKey: plan.accountKey };
      const replica = WASTE_REPLICA + index;
      if (!plan.afterInstance) return [lineItem(placement, replica, whole, options, plan.id)];
      const instance = { sku: skuOf(plan.afterInstance), accountKey: plan.accountKey };
      const before = { from: 0, to: orphaned };
      return [
        lineItem(instance, replica, before, options),
        lineItem(placement, replica, before, options),
        lineItem(placement, replica, { from: orphaned, to: calendar.days }, options, plan.id),
      ];
    }).flat(),
  );
}

const slug = (text: string): string =>
  text
    .normalize('NFD')
    .replace(/[^A-Za-z0-9]+/g, '-')
    .replace(/^-|-$/g, '')
    .toLowerCase();
