import { Cell, HeadCell, NUMERIC, Table } from '@/components/ui/table';
import { cn } from '@/lib/class-names';
import { formatAmount } from '@/lib/decimal';
import { Change } from './change';
import type { CostGroup, CurrencyCosts } from './cost-table';
import { groupLabel, NO_VALUE, seriesClass } from './group-label';
import { type CostView, narrowed } from './view';
import { ViewLink } from './view-link';
import { viewLink } from './view-params';
import { termName } from './vocabulary';

interface CostBreakdownProps {
  readonly view: CostView;
  readonly table: CurrencyCosts;
}

export function CostBreakdown({ view, table }: CostBreakdownProps) {
  const { currency, groups, total, before, change } = table;
  const compares = before !== null;
  return (
    <Table aria-label={`Costs in ${currency}`}>
      <thead>
        <tr>
          {view.group.length === 0 ? <HeadCell>Group</HeadCell> : null}
          {view.group.map((term) => (
            <HeadCell key={termName(term)}>{termName(term)}</HeadCell>
          ))}
          <HeadCell className={NUMERIC}>Cost ({currency})</HeadCell>
          {compares ? (
            <>
              <HeadCell className={cn(NUMERIC, 'max-sm:hidden')}>Before ({currency})</HeadCell>
              <HeadCell className={NUMERIC}>Change</HeadCell>
            </>
          ) : null}
        </tr>
      </thead>
      <tbody>
        {groups.map((group, index) => (
          <tr key={group.id} className="hover:bg-muted/60">
            <GroupCells view={view} group={group} index={index} currency={currency} />
            <Cell className={NUMERIC}>
              <span title={group.total}>{formatAmount(group.total)}</span>
            </Cell>
            {compares ? <Comparison {...group} /> : null}
          </tr>
        ))}
      </tbody>
      <tfoot>
        <tr className="font-semibold">
          <HeadCell
            scope="row"
            colSpan={Math.max(1, view.group.length)}
            className="border-0 font-semibold text-foreground text-sm"
          >
            Total
          </HeadCell>
          <Cell className={cn(NUMERIC, 'border-0')} title={total}>
            {formatAmount(total)}
          </Cell>
          {compares ? <Comparison before={before} change={change} className="border-0" /> : null}
        </tr>
      </tfoot>
    </Table>
  );
}

interface ComparisonProps {
  readonly before: string | null;
  readonly change: bigint | null;
  readonly className?: string;
}

function Comparison({ before, change, className }: ComparisonProps) {
  return (
    <>
      <Cell className={cn(NUMERIC, 'text-muted-foreground max-sm:hidden', className)}>
        {before === null ? '–' : formatAmount(before)}
      </Cell>
      <Cell className={cn(NUMERIC, className)}>
        <Change tenths={change} />
      </Cell>
    </>
  );
}

interface GroupCellsProps {
  readonly view: CostView;
  readonly group: CostGroup;
  readonly index: number;
  readonly currency: string;
}

function GroupCells({ view, group, index, currency }: GroupCellsProps) {
  const swatch = (
    <span
      aria-hidden
      className={cn('mr-2 inline-block size-2.5 rounded-sm', seriesClass(group, index))}
    />
  );
  if (group.values.length === 0) {
    return (
      <Cell colSpan={Math.max(1, view.group.length)} className="text-muted-foreground">
        {swatch}
        {groupLabel(group)}
      </Cell>
    );
  }
  return group.values.map((value, position) => {
    const term = view.group[position];
    if (!term) return null;
    return (
      <Cell key={termName(term)} className="min-w-28 max-w-80 break-words sm:min-w-36">
        {position === 0 ? swatch : null}
        <ViewLink
          href={viewLink(narrowed(view, term, value), currency)}
          aria-label={`Only ${termName(term)} ${value ?? NO_VALUE}`}
          className={cn('hover:underline', value === null && 'text-muted-foreground italic')}
        >
          {value ?? NO_VALUE}
        </ViewLink>
      </Cell>
    );
  });
}
