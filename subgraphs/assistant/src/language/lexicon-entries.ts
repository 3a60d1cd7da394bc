import type { Unit } from './days';
import type { GroupDimension, Metric, RefusalReason } from './question';

/** What a phrase of the vocabulary does in a question. */
export type Role =
  /** Says nothing. */
  | { readonly kind: 'noise' }
  /** Says nothing, but ends a name. */
  | { readonly kind: 'break' }
  /** Says that it is about cost. */
  | { readonly kind: 'cost' }
  | { readonly kind: 'metric'; readonly metric: Metric }
  | { readonly kind: 'by' }
  /** As `by`, and asks for parts even when it does not say which. */
  | { readonly kind: 'breakdown' }
  | { readonly kind: 'group'; readonly dimension: GroupDimension; readonly plural: boolean }
  /** A dimension only after "by" or "which"; noise in "our cloud spend". */
  | { readonly kind: 'cloud' }
  | { readonly kind: 'granularity'; readonly unit: Unit | 'ANY' }
  /** A granularity only after "which" or "most expensive"; noise in "for the month". */
  | { readonly kind: 'unit'; readonly unit: Unit }
  | { readonly kind: 'top'; readonly order: 'largest' | 'smallest' }
  | { readonly kind: 'compare' }
  | { readonly kind: 'versus' }
  | { readonly kind: 'repeated'; readonly unit: Unit }
  | { readonly kind: 'change'; readonly direction: 'up' | 'down' | null }
  | { readonly kind: 'why' }
  | { readonly kind: 'and' }
  | { readonly kind: 'except' }
  | { readonly kind: 'equals' }
  | { readonly kind: 'tag' }
  | { readonly kind: 'refused'; readonly reason: RefusalReason };

type Entry = readonly [Role, string];

const group = (dimension: GroupDimension, singular: string, plural: string): Entry[] => [
  [{ kind: 'group', dimension, plural: false }, singular],
  [{ kind: 'group', dimension, plural: true }, plural],
];

/** Phrases of one role, separated by commas. */
export const ENTRIES: readonly Entry[] = [
  [
    { kind: 'noise' },
    `a, an, the, our, ours, my, mine, we, i, us, me, you, your, it, its, they, their, them, there, this, that, these,
     those, is, are, was, were, be, been, am, do, does, did, doing, done, have, has, had, having, will, what, whats,
     how, show, shows, showing, give, tell, list, get, got, see, view, want, wants, need, like, would, could, can,
     please, pls, plz, display, find, know, let, lets, all, overall, altogether, entire, whole, just, only, really,
     actually, so far, company, organisation, organization, amount, amounts, figure, figures, value, values, report,
     thanks, thank, hi, hello, hey, ok, okay, go, goes, going, went, gone, come, comes, came, up to now, much, about,
     chart, graph, plot, table, draw, make, made, run, running, look, looks, looking, use, used, using,
     help, understand, question, answer, assistant, current, currently, recent, recently, lately, so, very, too, still, also, then, again, any, some, here, per cent, infrastructure, calculate,
     compute the, sum up, add up, quick, quickly, each of, now, level, term, terms, period, time, times,
     owe, owed, out, summary, summarise, summarize, overview, data for, kind of, sort of, respectively, exactly`,
  ],
  [
    { kind: 'break' },
    'in, on, for, of, from, at, with, to, during, within, over, into, under, as, if',
  ],
  [
    { kind: 'cost' },
    `cost, costs, costing, costed, spend, spends, spent, spending, spendings, expense, expenses, expenditure,
     expenditures, pay, paid, paying, charge, charges, charged, charging, money, outlay, burn, burned, burning,
     consumption, usage, how much, total, totals, sum, pricey, price tag, expensive`,
  ],
  [
    { kind: 'metric', metric: 'BILLED_COST' },
    `billed, billed cost, billed costs, billed spend, bill, bills, billing, invoiced, invoiced cost, invoiced costs,
     cash, cash cost, unblended, unblended cost, unblended costs, amount billed, amount invoiced`,
  ],
  [
    { kind: 'metric', metric: 'EFFECTIVE_COST' },
    `effective, effective cost, effective costs, effective spend, amortised, amortised cost, amortised costs,
     amortized, amortized cost, amortized costs, amortised spend, amortized spend`,
  ],
  [
    { kind: 'metric', metric: 'LIST_COST' },
    `list cost, list costs, list price, list prices, at list price, at list prices, public price, public prices,
     on demand price, on demand prices, undiscounted, undiscounted cost, list price cost, gross cost`,
  ],
  [
    { kind: 'metric', metric: 'CONTRACTED_COST' },
    `contracted, contracted cost, contracted costs, contract price, contract prices, negotiated, negotiated cost,
     negotiated costs, negotiated price, negotiated prices, at contract prices`,
  ],
  [
    { kind: 'by' },
    `by, per, for each, for every, across, broken down by, break down by, breakdown by, broken down per, split by,
     split per, split up by, grouped by, group by, divided by, itemised by, itemized by, sliced by, for all, among,
     amongst, each, every, which, which of`,
  ],
  [
    { kind: 'breakdown' },
    `breakdown, break down, broken down, split, split up, itemise, itemize, where, where does, where did, where is,
     where are, where do`,
  ],
  [{ kind: 'cloud' }, 'cloud, clouds'],
  ...group('SERVICE_NAME', 'service, product, service name', 'services, products, service names'),
  ...group(
    'SERVICE_CATEGORY',
    'service category, category, kind of service, type of service, service type',
    'service categories, categories, kinds of service, kinds of services, types of service, service types',
  ),
  ...group(
    'SERVICE_SUBCATEGORY',
    'subcategory, sub category, service subcategory',
    'subcategories, sub categories, service subcategories',
  ),
  ...group(
    'SERVICE_PROVIDER_NAME',
    'provider, cloud provider, service provider, vendor, cloud vendor, csp, supplier, hyperscaler',
    'providers, cloud providers, service providers, vendors, cloud vendors, csps, suppliers, hyperscalers',
  ),
  ...group('REGION_NAME', 'region, location, geography', 'regions, locations, geographies'),
  ...group('AVAILABILITY_ZONE', 'availability zone, zone, az', 'availability zones, zones, azs'),
  ...group(
    'SUB_ACCOUNT_NAME',
    'account, sub account, subaccount, linked account, member account, subscription, project, cloud account',
    `accounts, sub accounts, subaccounts, linked accounts, member accounts, subscriptions, projects, cloud accounts`,
  ),
  ...group(
    'BILLING_ACCOUNT_NAME',
    'billing account, payer account, management account, master account, payer',
    'billing accounts, payer accounts, management accounts, master accounts, payers',
  ),
  ...group('RESOURCE_ID', 'resource, resource id', 'resources, resource ids, things'),
  ...group('RESOURCE_NAME', 'resource name', 'resource names'),
  ...group(
    'RESOURCE_TYPE',
    'resource type, type of resource, kind of resource',
    'resource types, types of resource, types of resources, kinds of resource, kinds of resources',
  ),
  ...group(
    'CHARGE_CATEGORY',
    'charge category, charge type, type of charge, kind of charge, cost type, type of cost',
    'charge categories, charge types, types of charge, types of charges, kinds of charges, cost types',
  ),
  ...group('CHARGE_FREQUENCY', 'charge frequency', 'charge frequencies'),
  ...group(
    'CHARGE_DESCRIPTION',
    'charge description, description, line item',
    'charge descriptions, descriptions, line items',
  ),
  ...group(
    'PRICING_CATEGORY',
    'pricing category, pricing model',
    'pricing categories, pricing models',
  ),
  ...group(
    'COMMITMENT_DISCOUNT_NAME',
    'commitment, commitment discount, reservation, savings plan',
    'commitments, commitment discounts, reservations, savings plans',
  ),
  ...group(
    'COMMITMENT_DISCOUNT_TYPE',
    'commitment type, commitment discount type',
    'commitment types, commitment discount types',
  ),
  ...group('BILLING_CURRENCY', 'currency, billing currency', 'currencies, billing currencies'),
  ...group(
    'INVOICE_ID',
    'invoice, invoice id, invoice number',
    'invoices, invoice ids, invoice numbers',
  ),
  ...group('INVOICE_ISSUER_NAME', 'invoice issuer, issuer', 'invoice issuers, issuers'),
  ...group('SKU_ID', 'sku, sku id', 'skus, sku ids'),
  ...group('SKU_METER', 'sku meter, meter', 'sku meters, meters'),
  [
    { kind: 'granularity', unit: 'DAY' },
    'daily, per day, by day, each day, every day, day by day, a day, which day, what day, which days, what days',
  ],
  [
    { kind: 'granularity', unit: 'WEEK' },
    'weekly, per week, by week, each week, every week, week by week, a week, which week, what week, which weeks, what weeks',
  ],
  [
    { kind: 'granularity', unit: 'MONTH' },
    'monthly, per month, by month, each month, every month, month by month, a month, which month, what month, which months, what months',
  ],
  [
    { kind: 'granularity', unit: 'QUARTER' },
    'quarterly, per quarter, by quarter, each quarter, every quarter, quarter by quarter, a quarter, which quarter, what quarter, which quarters, what quarters',
  ],
  [
    { kind: 'granularity', unit: 'YEAR' },
    'yearly, annual, annually, per year, by year, each year, every year, year by year, a year, which year, what year, which years, what years',
  ],
  [{ kind: 'unit', unit: 'DAY' }, 'day, days'],
  [{ kind: 'unit', unit: 'WEEK' }, 'week, weeks'],
  [{ kind: 'unit', unit: 'MONTH' }, 'month, months'],
  [{ kind: 'unit', unit: 'QUARTER' }, 'quarter, quarters'],
  [{ kind: 'unit', unit: 'YEAR' }, 'year, years'],
  [
    { kind: 'granularity', unit: 'ANY' },
    `over time, trend, trends, trending, time series, timeline, history, historic, historical, historically, evolution,
     evolve, evolved, evolving, progression, through time, curve`,
  ],
  [
    { kind: 'top', order: 'largest' },
    `top, biggest, largest, highest, most expensive, priciest, costliest, most costly, greatest, main, the most, most,
     heaviest, rank, ranking, ranked, leading`,
  ],
  [
    { kind: 'top', order: 'smallest' },
    'cheapest, least expensive, lowest, smallest, bottom, least, the least, least costly',
  ],
  [
    { kind: 'compare' },
    `compare, compared, comparing, comparison, difference, differences, differ, differs, differed, delta, deltas,
     variance, stack up`,
  ],
  [
    { kind: 'versus' },
    `vs, versus, against, compared to, compared with, compare to, compare with, in comparison to, in comparison with,
     relative to, than, than in, than for, than on, comparison with, comparison to, as opposed to, rather than in`,
  ],
  [{ kind: 'repeated', unit: 'YEAR' }, 'year over year, year on year, yoy, y/y'],
  [{ kind: 'repeated', unit: 'QUARTER' }, 'quarter over quarter, quarter on quarter, qoq, q/q'],
  [{ kind: 'repeated', unit: 'MONTH' }, 'month over month, month on month, mom, m/m'],
  [{ kind: 'repeated', unit: 'WEEK' }, 'week over week, week on week, wow, w/w'],
  [{ kind: 'repeated', unit: 'DAY' }, 'day over day, day on day, dod'],
  [
    { kind: 'change', direction: 'up' },
    `increase, increases, increased, increasing, rise, rises, rose, risen, rising, go up, goes up, went up, gone up,
     going up, grow, grows, grew, grown, growing, growth, jump, jumps, jumped, spike, spikes, spiked, surge, surged,
     higher, more expensive, climb, climbed, climbing, more, up, cost more, shoot up, shot up, explode, exploded`,
  ],
  [
    { kind: 'change', direction: 'down' },
    `decrease, decreases, decreased, decreasing, drop, drops, dropped, dropping, fall, falls, fell, fallen, falling,
     go down, goes down, went down, gone down, going down, decline, declined, declining, lower, cheaper, less, shrink,
     shrank, shrunk, down, reduction, reductions, dip, dipped`,
  ],
  [
    { kind: 'change', direction: null },
    `change, changes, changed, changing, movement, movements, move, moved, different, develop, developed, development,
     vary, varied, variation, swing, swings`,
  ],
  [
    { kind: 'why' },
    `why, whys, how come, what drove, what drives, what is driving, whats driving, drove, driver, drivers, driving,
     cost driver, cost drivers, explain, explanation, cause, causes, caused, causing, reason, reasons, responsible, mover,
     movers, biggest movers, top movers, biggest changes, biggest change, what happened, what changed, behind`,
  ],
  [{ kind: 'and' }, 'and, or, plus, as well as, along with, together with, both, &'],
  [
    { kind: 'except' },
    'except, except for, excluding, excl, exclude, without, without any, apart from, other than, but not, not, minus, ignoring, no, not in, not on, lacking, missing, outside, outside of, besides',
  ],
  [{ kind: 'equals' }, '=, equals, equal to, named, called, set to'],
  [
    { kind: 'tag' },
    'tag, tags, tagged, tagged with, tagged as, label, labels, labelled, labeled, labelled with, tag key, tag value',
  ],
  [
    { kind: 'refused', reason: 'UNTAGGED' },
    'untagged, unlabelled, unlabeled, not tagged, unallocated',
  ],
  [
    { kind: 'refused', reason: 'COMMAND' },
    `delete, erase, destroy, truncate, terminate, cancel, upload, import, drop table, drop database, system prompt,
     ignore previous, ignore all, ignore your, disregard, forget, password, passwords`,
  ],
  [
    { kind: 'refused', reason: 'FUTURE' },
    'forecast, forecasts, forecasted, predict, predicted, prediction, projection, projected, project costs, expected, estimate, estimated, future, end of month, end of the month, run rate, runrate',
  ],
  [
    { kind: 'refused', reason: 'STATISTICS' },
    'average, averages, averaged, avg, mean, median, percentile, minimum, maximum, min, max, standard deviation, typical, typically, usually, on average',
  ],
  [{ kind: 'refused', reason: 'COUNTING' }, 'how many, count, number of, count of'],
  [
    { kind: 'refused', reason: 'CONVERSION' },
    'convert, converted, exchange rate, exchange rates, conversion',
  ],
  [
    { kind: 'refused', reason: 'ADVICE' },
    'save, saving, saved, savings, optimise, optimize, optimisation, optimization, recommend, recommendation, recommendations, advice, suggest, suggestion, suggestions, reduce, cut, waste, wasted, idle, unused, rightsizing, rightsize, anomaly, anomalies, unusual, outlier, outliers, should',
  ],
  [
    { kind: 'refused', reason: 'BUDGET' },
    'budget, budgets, budgeted, alert, alerts, over budget, under budget',
  ],
  [
    { kind: 'refused', reason: 'UNIT_COST' },
    'per user, per customer, per request, per hour, hourly, each hour, by hour, per gb, per token, per transaction, unit cost, unit costs, per minute, per second, per unit, hours, hour',
  ],
  [
    { kind: 'refused', reason: 'THRESHOLD' },
    'more than $, over $, under $, above, below, exceed, exceeds, exceeded, exceeding, at least, at most, less than $',
  ],
  [
    { kind: 'refused', reason: 'SHARE' },
    'share, shares, percentage, percent, proportion, fraction, ratio, percentages, %',
  ],
];
