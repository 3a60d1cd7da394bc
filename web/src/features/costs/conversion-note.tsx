import { Cell, HeadCell, NUMERIC, Table } from '@/components/ui/table';
import {
  type ConversionNote_ConversionFragment,
  ConversionNote_ConversionFragmentDoc,
} from '@/generated/graphql';
import { addDays, formatDay, formatPeriod } from '@/lib/calendar';
import { formatRate } from '@/lib/decimal';
import { type FragmentOf, readFragment } from '@/lib/graph/fragment';
import { rateRuns } from './rate-runs';

interface ConversionNoteProps {
  readonly conversion: FragmentOf<typeof ConversionNote_ConversionFragmentDoc>;
  /** True beside amounts of the period before. */
  readonly compares: boolean;
}

type Pair = ConversionNote_ConversionFragment['pairs'][number];

/** Days of which a table lists the rates; all of them are in the answer of the API. */
const MOST_RUNS = 100;

const days = (first: string, last: string): string =>
  formatPeriod({ from: first, to: addDays(last, 1) });

/** Says how the amounts beside it were converted: from what, by whose rates, of which days. */
export function ConversionNote({ conversion, compares }: ConversionNoteProps) {
  const { currency, source, maxAgeDays, pairs } = readFragment(
    ConversionNote_ConversionFragmentDoc,
    conversion,
  );
  if (pairs.length === 0) {
    return (
      <p className="text-muted-foreground text-sm">
        All of these charges were billed in {currency}: nothing was converted.
      </p>
    );
  }
  return (
    <section aria-label="Exchange rates" className="grid gap-1 text-muted-foreground text-sm">
      <p>
        Converted to {currency} charge by charge, each at the rate of {source} for its day, or the
        last one before it, at most {maxAgeDays === 1 ? '1 day' : `${maxAgeDays} days`} old.
        {compares ? ' The period before has the rates of its own days.' : ''}
      </p>
      <ul>
        {pairs.map((pair) => (
          <li key={pair.from}>
            <details>
              <summary className="w-fit">
                <span className="font-medium text-foreground">{pair.from}</span> at rates published
                for {days(pair.firstRateDate, pair.lastRateDate)}
                {pair.via ? `, through ${pair.via}` : ''}
              </summary>
              <PairRates pair={pair} currency={currency} />
            </details>
          </li>
        ))}
      </ul>
    </section>
  );
}

function PairRates({ pair, currency }: { readonly pair: Pair; readonly currency: string }) {
  const runs = rateRuns(pair.rates);
  const label = `Rates from ${pair.from} to ${currency}`;
  return (
    <div className="my-2 max-h-80 max-w-xl overflow-y-auto">
      <Table aria-label={label}>
        <thead>
          <tr>
            <HeadCell>Charges of</HeadCell>
            <HeadCell>Rate published for</HeadCell>
            <HeadCell className={NUMERIC}>
              1 {pair.from} in {currency}
            </HeadCell>
          </tr>
        </thead>
        <tbody>
          {runs.slice(0, MOST_RUNS).map(({ first, last, rateDate, rate }) => (
            <tr key={first}>
              <Cell>{days(first, last)}</Cell>
              <Cell>{formatDay(rateDate)}</Cell>
              <Cell className={NUMERIC} title={rate}>
                {formatRate(rate)}
              </Cell>
            </tr>
          ))}
        </tbody>
      </Table>
      {runs.length > MOST_RUNS ? (
        <p className="mt-1">
          And {runs.length - MOST_RUNS} earlier ones: a shorter period shows them.
        </p>
      ) : null}
    </div>
  );
}
