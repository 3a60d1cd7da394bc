import { ratesOf } from './accounts';
import { type Amount, costOf, formatAmount, formatQuantity, type Quantity } from './amount';
import type { Bill } from './bill';
import { type BillMonth, midnight, monthsLater } from './calendar';
import { type Prices, priceLadders, pricesOf } from './charges';
import type { Charge } from './columns';
import {
  type CommitmentContext,
  coveredCharge,
  purchaseCharge,
  unusedCharge,
} from './commitment-charges';
import { type Commitment, dayUse, isActive, purchaseCount, TERM_MONTHS } from './commitment-plans';
import { type LineItem, resourceOf } from './estate';
import type { RowTemplate, RowValues } from './row';
import type { ChargeKind } from './totals';
import { usageCharge } from './usage';

const QUANTITY_ONE = 10_000;

/** What was paid for a commitment and where it went, in billing currency. */
export interface CommitmentTotals {
  purchased: Amount;
  used: Amount;
  unused: Amount;
  readonly unusedByMonth: Map<string, Amount>;
}

export const noCommitmentTotals = (): CommitmentTotals => ({
  purchased: 0n,
  used: 0n,
  unused: 0n,
  unusedByMonth: new Map(),
});

interface Context extends CommitmentContext {
  readonly bill: Bill;
  readonly totals: CommitmentTotals;
}

/**
 * A commitment's month: purchase rows that are billed and have no effective cost, rows of covered use
 * that have an effective cost and are not billed, the unused rest of each day, and what the instances
 * used beyond it at the ordinary price. Over its term used + unused is what was purchased.
 */
export function* commitmentLines(
  bill: Bill,
  month: BillMonth,
  commitment: Commitment,
  totals: CommitmentTotals,
): Generator<string> {
  const [first] = commitment.items;
  if (!first || month.days === 0) return;
  const ordinary = pricesOf(first.sku, first.provider, month, first.hash);
  const prices = priceLadders(
    { ...ordinary.pricing, effective: commitment.rate },
    ratesOf(first.provider, month.name),
  );
  const context: Context = { bill, month, commitment, totals, prices };
  const active = isActive(commitment, month);
  if (active) yield* purchaseLines(context, first);
  yield* usageLines(context, first, ordinary, active);
}

function* purchaseLines(context: Context, first: LineItem): Generator<string> {
  const { bill, month, commitment, totals } = context;
  const { payment } = commitment.plan;
  const { dates } = bill.calendar;
  const template = templateOf(context, first, purchaseCharge(context, first), 'commitment');
  const termEnd = monthsLater(month.start, TERM_MONTHS);
  for (let index = 0; index < purchaseCount(commitment, month); index++) {
    const start = payment === 'daily' ? midnight(dates[month.firstDay + index] ?? '') : month.start;
    const nextDay = midnight(dates[month.firstDay + index + 1] ?? '');
    const end = { daily: nextDay, monthly: month.end, upfront: termEnd }[payment];
    const hours = (Date.parse(end) - Date.parse(start)) / 3_600_000;
    const quantity = hours * commitment.units * QUANTITY_ONE;
    const cost = costOf(quantity, context.prices.billing.effective);
    totals.purchased += cost;
    yield bill.format.line(template, {
      ...measure(context, first, quantity),
      start,
      end,
      consumedQuantity: '',
      list: cost,
      contracted: cost,
      effective: 0n,
      billed: cost,
      pricingEffective: 0n,
    });
  }
}

function* usageLines(
  context: Context,
  first: LineItem,
  ordinary: Prices,
  active: boolean,
): Generator<string> {
  const { bill, month, commitment, totals, prices } = context;
  const { format, calendar } = bill;
  const templates = commitment.items.map((item) => ({
    covered: templateOf(context, item, coveredCharge(context, item)),
    uncovered: templateOf(context, item, usageCharge(item, month, ordinary, resourceOf(item))),
  }));
  const rest = templateOf(context, first, unusedCharge(context, first));
  for (let day = month.firstDay; day < month.firstDay + month.days; day++) {
    const start = midnight(calendar.dates[day] ?? '');
    const end = midnight(calendar.dates[day + 1] ?? '');
    const use = dayUse(commitment, calendar, day, active);
    for (const [index, { covered, uncovered }] of templates.entries()) {
      const paid = use.covered[index] ?? 0;
      const open = use.uncovered[index] ?? 0;
      if (paid > 0) {
        const values = ladderValues(prices, paid, start, end);
        totals.used += values.effective;
        const { commitmentQuantity } = measure(context, first, paid);
        yield format.line(covered, { ...values, billed: 0n, commitmentQuantity });
      }
      if (open > 0) yield format.line(uncovered, ladderValues(ordinary, open, start, end));
    }
    if (use.unused > 0) yield unusedLine(context, first, rest, use.unused, start, end);
  }
}

function unusedLine(
  context: Context,
  first: LineItem,
  template: RowTemplate,
  unused: Quantity,
  start: string,
  end: string,
): string {
  const { bill, month, commitment, totals, prices } = context;
  const values = ladderValues(prices, unused, start, end);
  const { effective } = values;
  totals.unused += effective;
  const { name } = month;
  totals.unusedByMonth.set(name, (totals.unusedByMonth.get(name) ?? 0n) + effective);
  return bill.format.line(template, {
    ...values,
    ...measure(context, first, unused),
    consumedQuantity: '',
    billed: 0n,
    // An unused part of a spend commitment is money: there is no other price to compare it with.
    ...(commitment.plan.category === 'Spend' ? { list: effective, contracted: effective } : {}),
  });
}

/** Hours for a commitment of usage, money for a commitment of spend. */
function measure({ commitment, prices }: Context, { provider }: LineItem, hours: Quantity) {
  if (commitment.plan.category === 'Usage') {
    return { pricingQuantity: formatQuantity(hours), commitmentQuantity: formatQuantity(hours) };
  }
  const amount = formatAmount(costOf(hours, prices.billing.effective));
  if (provider.currency !== provider.pricingCurrency) {
    throw new RangeError('a commitment of spend must be priced in the currency of the bill');
  }
  return { pricingQuantity: amount, commitmentQuantity: amount };
}

function ladderValues(
  { billing, pricing }: Prices,
  quantity: Quantity,
  start: string,
  end: string,
): RowValues {
  const effective = costOf(quantity, billing.effective);
  return {
    start,
    end,
    pricingQuantity: formatQuantity(quantity),
    consumedQuantity: formatQuantity(quantity),
    list: costOf(quantity, billing.list),
    contracted: costOf(quantity, billing.contracted),
    effective,
    billed: effective,
    pricingEffective: costOf(quantity, pricing.effective),
    commitmentQuantity: '',
  };
}

function templateOf(
  context: Context,
  item: LineItem,
  charge: Charge,
  kind: ChargeKind = 'usage',
): RowTemplate {
  const { bill, month } = context;
  const ownResource = charge.ResourceId !== context.commitment.id;
  const bucket = bill.totals.bucket({
    billingMonth: month.name,
    chargeMonth: month.name,
    provider: item.provider.key,
    currency: item.provider.currency,
    service: item.sku.service,
    kind,
    ownership: ownResource ? resourceOf(item).tags.ownership : 'untaggable',
    wasteId: undefined,
  });
  return bill.format.template(charge, bucket);
}
