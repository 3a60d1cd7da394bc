import { Badge, type Tone } from '@/components/ui/badge';
import { Card, CardTitle } from '@/components/ui/card';
import { PartFailure } from '@/features/shell/part-failure';
import {
  type ImportStatus,
  type ImportsPanel_ImportFragment,
  ImportsPanel_ImportFragmentDoc,
  type LatestImportsQuery,
} from '@/generated/graphql';
import { formatMoment } from '@/lib/calendar';
import { readFragment } from '@/lib/graph/fragment';
import type { Parts } from '@/lib/graph/parts';
import { Refusal } from '@/lib/graph/refusal';
import { ImportQuality } from './import-quality';
import { RefreshWhileRunning } from './refresh-while-running';

interface ImportsPanelProps {
  readonly imports: Parts<LatestImportsQuery>['imports'];
}

const STATUS: Readonly<Record<ImportStatus, readonly [string, Tone]>> = {
  PENDING: ['Waiting', 'neutral'],
  RUNNING: ['Importing', 'warning'],
  PUBLISHED: ['Published', 'success'],
  FAILED: ['Failed', 'danger'],
};

const count = (n: number): string => n.toLocaleString('en-US');

export function ImportsPanel({ imports }: ImportsPanelProps) {
  if (imports instanceof Refusal) {
    return <PartFailure title="The imports could not be loaded" refusal={imports} />;
  }
  const { nodes, totalCount } = imports;
  const running = nodes.some(({ status }) => status === 'PENDING' || status === 'RUNNING');
  return (
    <Card aria-labelledby="imports-title" className="grid gap-2">
      <div className="flex items-baseline justify-between gap-4">
        <CardTitle id="imports-title">Recent imports</CardTitle>
        <span className="text-muted-foreground text-sm">{count(totalCount)} in all</span>
      </div>
      {running ? <RefreshWhileRunning /> : null}
      {nodes.length === 0 ? (
        <p className="text-muted-foreground text-sm">Nothing has been imported yet.</p>
      ) : (
        <ul className="divide-y divide-border">
          {nodes.map((node) => (
            <ImportItem key={node.id} item={readFragment(ImportsPanel_ImportFragmentDoc, node)} />
          ))}
        </ul>
      )}
    </Card>
  );
}

function ImportItem({ item }: { readonly item: ImportsPanel_ImportFragment }) {
  const [label, tone] = STATUS[item.status];
  const { error, issues, progress } = item;
  return (
    <li className="grid gap-1 py-3 text-sm">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <Badge tone={tone}>{label}</Badge>
        <span className="min-w-0 break-all font-medium">{item.fileName}</span>
        <span className="text-muted-foreground">{item.source}</span>
      </div>
      <p className="text-muted-foreground tabular-nums">
        {count(item.rowsLoaded)} of {count(item.rowsRead)} rows loaded
        {item.rowsRefused > 0 ? (
          <span className="text-danger">, {count(item.rowsRefused)} refused</span>
        ) : null}
        {item.focusVersion ? ` · FOCUS ${item.focusVersion}` : ''} ·{' '}
        <time dateTime={item.finishedAt ?? item.createdAt}>
          {formatMoment(item.finishedAt ?? item.createdAt)}
        </time>
      </p>
      {error ? (
        <p className="text-danger">
          {error.message} <span className="font-mono text-xs">{error.code}</span>
        </p>
      ) : null}
      {item.status === 'RUNNING' && progress.bytesTotal > 0 ? (
        <progress
          className="w-full"
          aria-label={`Import of ${item.fileName}`}
          max={progress.bytesTotal}
          value={progress.bytesRead}
        />
      ) : null}
      {issues.length > 0 ? <Issues issues={issues} /> : null}
      {item.quality ? <ImportQuality quality={item.quality} /> : null}
    </li>
  );
}

function Issues({ issues }: Pick<ImportsPanel_ImportFragment, 'issues'>) {
  return (
    <details>
      <summary className="w-fit text-primary">
        {issues.length === 1 ? '1 kind of issue' : `${issues.length} kinds of issues`}
      </summary>
      <ul className="mt-1 grid gap-1 border-border border-l-2 pl-3">
        {issues.map(({ code, severity, column, message, rows, firstRows }) => (
          <li key={`${code} ${column ?? ''}`}>
            <span className="font-mono text-xs">{code}</span>
            {column ? ` in ${column}` : ''}: {message}{' '}
            <span className="text-muted-foreground">
              ({severity.toLowerCase()}
              {rows > 0 ? `, ${count(rows)} rows` : ''}
              {firstRows.length > 0 ? `, first: ${firstRows.join(', ')}` : ''})
            </span>
          </li>
        ))}
      </ul>
    </details>
  );
}
