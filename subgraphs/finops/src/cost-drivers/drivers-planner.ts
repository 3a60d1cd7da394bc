import { withRates } from '../conversion/conversion';
import type { Ground, Key } from '../costs/charge-query';
import { compile, type Fragments, grouped } from '../costs/compile';
import { conditionOf, periodOf, timeOf } from '../costs/cost-planner';
import type { Days } from '../costs/cost-question';
import { type Term, textKeyOf } from '../costs/dimensions';
import { BASES, METRICS, placesOf } from '../costs/metrics';
import { Bindings, type Statement } from '../store/bindings';
import type { DriversQuestion } from './drivers-question';

/** A row of {@link planDrivers}: one value of a currency, or the sum of those beyond the top. */
export interface DriverRecord {
  readonly currency: string;
  /** 1 for the others. */
  readonly other: number;
  /** '' where there is none. */
  readonly value: string;
  readonly values: string;
  readonly previous: string;
  readonly current: string;
  readonly usage: string;
  readonly price: string;
  readonly movement: string;
  /** Charges in each period. */
  readonly before: string;
  readonly now: string;
}

/**
 * What a price can be told of: usage of one SKU in one unit. The category of the price is left out, for
 * use that a commitment came to cover has become cheaper.
 */
const PRICED: Key = {
  kind: 'expression',
  sql: `if(ChargeCategory = 'Usage' AND SkuId IS NOT NULL AND PricingUnit IS NOT NULL,
    concat(ifNull(ServiceProviderName, ''), char(0), ifNull(SkuId, ''), char(0), ifNull(PricingUnit, '')), '')`,
  columns: ['ChargeCategory', 'ServiceProviderName', 'SkuId', 'PricingUnit'],
};

/** Beyond it a product of an amount and a quantity may have more digits than the engine has; no bill comes near. */
const LARGEST = "toDecimal256('100000000000000000000', 12)";

/** How one dimension's values explain the difference, from one statement. */
export function planDrivers(question: DriversQuestion, term: Term, ground: Ground): Statement {
  const bindings = new Bindings();
  const now = usesOf(question, term, question.period, ground, bindings);
  const before = usesOf(question, term, question.base, ground, bindings);
  const eras = `SELECT *, 1 AS late FROM (${grouped(now)}) UNION ALL SELECT *, 0 AS late FROM (${grouped(before)})`;
  const none = (places: number) => `toDecimal256('0', ${places})`;
  const noCost = none(placesOf(question.metric, ground.rates !== null));
  const amount = (column: string, late: number) =>
    `sumIf(ifNull(eras.${column}, ${column === 'cost' ? noCost : none(12)}), eras.late = ${late})`;
  const pairs = `SELECT currency, value, priced,
    ${amount('cost', 0)} AS c0, ${amount('cost', 1)} AS c1,
    ${amount('quantity', 0)} AS q0, ${amount('quantity', 1)} AS q1,
    sumIf(eras.charges, eras.late = 0) AS n0, sumIf(eras.charges, eras.late = 1) AS n1
    FROM (${eras}) AS eras GROUP BY currency, value, priced`;
  // The product of a quantity and a converted cost would have too many places: the cost gives some of its up.
  // Divided by 1 where there is no price, since both branches of a condition may be computed.
  const effects = `SELECT *,
    priced != '' AND q0 > 0 AND q1 > 0 AND q0 < ${LARGEST} AND q1 < ${LARGEST} AND abs(c0) < ${LARGEST} AS split,
    if(split, q1 - q0, toDecimal256('0', 12)) * if(split, toDecimal256(c0, 12), toDecimal256('0', 12)) AS product,
    divideDecimal(product, if(split, q0, toDecimal256('1', 12)), 12) AS usage,
    if(split, c1 - c0, ${noCost}) AS comparable
    FROM (${pairs})`;
  const values = `SELECT currency, value, sum(c0) AS previous, sum(c1) AS current,
    sum(effects.usage) AS usage, sum(effects.comparable) - usage AS price,
    sum(n0) AS before, sum(n1) AS now FROM (${effects}) AS effects GROUP BY currency, value`;
  const ranked = `SELECT *, abs(current - previous) AS moved, row_number() OVER (PARTITION BY currency
    ORDER BY moved DESC, value = '', value) > ${bindings.bind('UInt32', question.top)} AS beyond FROM (${values})`;
  const sums = ['previous', 'current', 'usage', 'price', 'before', 'now']
    .map((name) => `sum(ranked.${name}) AS ${name}`)
    .join(', ');
  const statement = bindings.statement(
    `${withRates(ground.rates, bindings)}SELECT ranked.currency AS currency, ranked.beyond AS other, if(ranked.beyond, '', ranked.value) AS value,
    count() AS values, sum(ranked.moved) AS movement, ${sums}
    FROM (${ranked}) AS ranked GROUP BY currency, other, value
    ORDER BY currency, other, movement DESC, value = '', value`,
  );
  return { ...statement, settings: now.settings };
}

/** Cost and quantity of a period by value and by what has a price of its own. */
function usesOf(
  question: DriversQuestion,
  term: Term,
  period: Days,
  ground: Ground,
  bindings: Bindings,
): Fragments {
  const { metric, basis, filter } = question;
  const [base] = METRICS[metric].bases;
  return compile(
    {
      ...ground,
      period: periodOf(timeOf(basis), period),
      conditions: filter.map(conditionOf),
      keys: { currency: { kind: 'currency' }, value: textKeyOf(term), priced: PRICED },
      measures: { cost: BASES[base], quantity: BASES.pricedQuantity, charges: { kind: 'count' } },
    },
    bindings,
  );
}
