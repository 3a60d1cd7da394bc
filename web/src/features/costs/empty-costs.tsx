import { Notice } from '@/components/ui/notice';
import { formatPeriod, type Period } from '@/lib/calendar';
import type { CostView } from './view';
import { ViewLink } from './view-link';
import { viewLink } from './view-params';

interface EmptyCostsProps {
  readonly view: CostView;
  readonly extent: Period | null;
  readonly hasImports: boolean;
}

/** Says why there is nothing to see and what to do about it. */
export function EmptyCosts({ view, extent, hasImports }: EmptyCostsProps) {
  if (extent) {
    return (
      <Notice title={`No charges in ${formatPeriod(view)}`}>
        <p>
          {view.filter.length > 0 ? 'With these filters nothing is left in this period. ' : ''}
          The bills that you may see cover {formatPeriod(extent)}.
        </p>
        <p>
          <ViewLink
            href={viewLink({ ...view, ...extent, granularity: 'MONTH', filter: [] })}
            className="font-medium text-primary underline"
          >
            Show all bills
          </ViewLink>
        </p>
      </Notice>
    );
  }
  return (
    <Notice title={hasImports ? 'No bill has been published yet' : 'No bills yet'}>
      <p>
        Bring in a bill in the FOCUS format (CSV, CSV.gz or Parquet) from the command line, and it
        shows here:
      </p>
      <pre className="overflow-x-auto rounded-md bg-muted p-3 font-mono text-xs">
        {'npx ai-finops login\nnpx ai-finops import bill.parquet'}
      </pre>
      <p>
        Without one at hand, <code className="font-mono">npm run demo:bill -- out/</code> makes a
        realistic one.
      </p>
    </Notice>
  );
}
