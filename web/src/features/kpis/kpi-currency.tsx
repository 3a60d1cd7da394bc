import type { KpiPageQuery, KpiValueFragment } from '@/generated/graphql';
import { KpiCard } from './kpi-card';
import { KPI_SECTIONS } from './vocabulary';

type Row = NonNullable<KpiPageQuery['current']>['rows'][number];
type EarlierRow = NonNullable<NonNullable<KpiPageQuery['previous']>['rows']>[number];

interface KpiCurrencyProps {
  readonly row: Row;
  /** The same currency in the period before; undefined where there is nothing to compare with. */
  readonly earlier: EarlierRow | undefined;
}

/** The KPIs of all charges in one currency, by what they are about. */
export function KpiCurrency({ row, earlier }: KpiCurrencyProps) {
  const { currency, charges, values } = row;
  const before = new Map(earlier?.values.map(({ kpi, value }) => [kpi, value]));
  const id = `kpis-${currency}`;
  return (
    <section aria-labelledby={id} className="grid gap-3">
      <h2 id={id} className="font-semibold text-lg">
        In {currency}{' '}
        <span className="font-normal text-muted-foreground text-sm">
          {charges.toLocaleString('en-US')} charges
        </span>
      </h2>
      {KPI_SECTIONS.map(({ section, title, kpis }) => {
        const own = kpis.flatMap((kpi) => values.find((value) => value.kpi === kpi) ?? []);
        return own.length === 0 ? null : (
          <div key={section} className="grid gap-2">
            <h3 className="font-medium text-muted-foreground text-sm">{title}</h3>
            <ul className="grid gap-3 sm:grid-cols-2 lg:grid-cols-4">
              {own.map((value: KpiValueFragment) => (
                <li key={value.kpi}>
                  <KpiCard value={value} currency={currency} before={before.get(value.kpi)} />
                </li>
              ))}
            </ul>
          </div>
        );
      })}
    </section>
  );
}
