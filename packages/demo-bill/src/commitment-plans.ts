import { type Price, parsePrice, type Quantity } from './amount';
import type { Bill } from './bill';
import type { BillMonth, Calendar } from './calendar';
import { skuOf } from './catalogue';
import { type LineItem, lineItem } from './estate';
import { guidText, hashText, hexText, mix, unit } from './random';

export interface CommitmentPlan {
  readonly key: string;
  readonly name: string;
  readonly type: string;
  readonly category: 'Usage' | 'Spend';
  /** How it is paid: at once for the whole term, or a part each day or month. */
  readonly payment: 'upfront' | 'daily' | 'monthly';
  readonly id: string;
  readonly skuKey: string;
  readonly accountKey: string;
  /** Committed price of an hour, in the pricing currency. */
  readonly rate: string;
  /** Instances committed, and instances that run. */
  readonly units: number;
  readonly instances: number;
  /** Share of the hours of a weekend that the instances run. */
  readonly weekend: number;
  /** Share of the instances that stop half way through the bill. */
  readonly retired: number;
}

/** A year, in months: the term of everything here. */
export const TERM_MONTHS = 12;

const COMMITMENT_PLANS: readonly CommitmentPlan[] = [
  {
    key: 'aws-reserved',
    name: 'Shop baseline, 1 year, all upfront',
    type: 'Reserved Instance',
    category: 'Usage',
    payment: 'upfront',
    id: 'arn:aws:ec2:us-east-1:310844920028:reserved-instances/{guid}',
    skuKey: 'aws-m7i-xlarge',
    accountKey: 'aws-shop',
    rate: '0.1181',
    units: 4,
    instances: 5,
    weekend: 0.9,
    retired: 0,
  },
  {
    key: 'aws-plan',
    name: 'Platform compute plan, 1 year, no upfront',
    type: 'Savings Plan',
    category: 'Spend',
    payment: 'daily',
    id: 'arn:aws:savingsplans::904417283550:savingsplan/{guid}',
    skuKey: 'aws-m7i-xlarge',
    accountKey: 'aws-platform',
    rate: '0.1472',
    units: 4,
    instances: 5,
    weekend: 0.7,
    retired: 0,
  },
  {
    key: 'azure-reservation',
    name: 'Analytics D4s v5, 1 year, monthly',
    type: 'Reservation',
    category: 'Usage',
    payment: 'monthly',
    id: '/providers/Microsoft.Capacity/reservationOrders/{guid}',
    skuKey: 'azure-d4s-v5',
    accountKey: 'azure-analytics',
    rate: '0.1364',
    units: 4,
    instances: 4,
    weekend: 1,
    retired: 0.5,
  },
  {
    key: 'gcp-commitment',
    name: 'Recommendations N2, 1 year',
    type: 'Committed Use Discount',
    category: 'Usage',
    payment: 'monthly',
    id: '//compute.googleapis.com/projects/heliograph-recommend-prod/regions/us-central1/commitments/{hex}',
    skuKey: 'gcp-n2-8',
    accountKey: 'gcp-recommend',
    rate: '0.244737',
    units: 3,
    instances: 3,
    weekend: 0.95,
    retired: 0,
  },
];

/** A commitment in a bill: its plan, what it covers and how much. */
export interface Commitment {
  readonly plan: CommitmentPlan;
  readonly id: string;
  readonly rate: Price;
  readonly units: number;
  readonly items: readonly LineItem[];
  /** Month in which it begins; it is there until the bill or its term ends. */
  readonly firstMonth: number;
}

/** Instances of commitments are numbered from here. */
const COMMITTED_REPLICA = 200_000_000;
const FULL_DAY: Quantity = 240_000;

export function commitmentsOf(bill: Bill): Commitment[] {
  const { calendar, seed, estateScale } = bill;
  return COMMITMENT_PLANS.map((plan) => {
    const placement = { sku: skuOf(plan.skuKey), accountKey: plan.accountKey };
    const life = { from: 0, to: calendar.days };
    const hash = hashText(seed, plan.key);
    return {
      plan,
      id: plan.id.replace('{guid}', guidText(hash)).replace('{hex}', hexText(hash, 12)),
      rate: parsePrice(plan.rate),
      units: plan.units * estateScale,
      items: Array.from({ length: plan.instances * estateScale }, (_, index) =>
        lineItem(placement, COMMITTED_REPLICA + index, life, bill),
      ),
      // With thirteen months the year begins in the second: what went before shows the price without it.
      firstMonth: Math.max(0, calendar.months.length - TERM_MONTHS),
    };
  });
}

export const isActive = (commitment: Commitment, month: BillMonth): boolean =>
  month.index >= commitment.firstMonth && month.index < commitment.firstMonth + TERM_MONTHS;

export interface DayUse {
  /** Hours of each instance paid by the commitment and at the ordinary price. */
  readonly covered: readonly Quantity[];
  readonly uncovered: readonly Quantity[];
  readonly unused: Quantity;
}

/** Spreads a day's committed hours over the instances, in order. */
export function dayUse(
  commitment: Commitment,
  calendar: Calendar,
  day: number,
  active: boolean,
): DayUse {
  let left = active ? commitment.units * FULL_DAY : 0;
  const covered: Quantity[] = [];
  const uncovered: Quantity[] = [];
  commitment.items.forEach((item, index) => {
    const hours = hoursOf(commitment, item, index, calendar, day);
    const paid = Math.min(hours, left);
    left -= paid;
    covered.push(paid);
    uncovered.push(hours - paid);
  });
  return { covered, uncovered, unused: left };
}

/** Rows of a month, without writing them. */
export function commitmentRows(
  commitment: Commitment,
  calendar: Calendar,
  month: BillMonth,
): number {
  const active = isActive(commitment, month);
  let rows = active ? purchaseCount(commitment, month) : 0;
  for (let day = month.firstDay; day < month.firstDay + month.days; day++) {
    const { covered, uncovered, unused } = dayUse(commitment, calendar, day, active);
    rows += covered.filter((hours) => hours > 0).length;
    rows += uncovered.filter((hours) => hours > 0).length;
    if (unused > 0) rows++;
  }
  return rows;
}

export function purchaseCount({ plan, firstMonth }: Commitment, month: BillMonth): number {
  if (month.days === 0) return 0;
  if (plan.payment === 'daily') return month.days;
  return plan.payment === 'monthly' || month.index === firstMonth ? 1 : 0;
}

function hoursOf(
  { plan, items }: Commitment,
  item: LineItem,
  index: number,
  calendar: Calendar,
  day: number,
): Quantity {
  const retired = index >= items.length * (1 - plan.retired) && day > calendar.days / 2;
  if (retired) return 0;
  const weekday = calendar.weekdays[day] ?? 0;
  if (weekday !== 0 && weekday !== 6) return FULL_DAY;
  // Instances sleep for some hours of the weekend, in whole quarters of an hour.
  const share = plan.weekend * (0.8 + 0.4 * unit(mix(item.hash, day), 7));
  return Math.min(FULL_DAY, Math.round(share * 96) * (FULL_DAY / 96));
}
