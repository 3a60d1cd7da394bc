import { Badge } from '@/components/ui/badge';
import {
  type SourceItem_SourceFragment,
  SourceItem_SourceFragmentDoc,
  type SourceKind,
} from '@/generated/graphql';
import { formatMoment } from '@/lib/calendar';
import { type FragmentOf, readFragment } from '@/lib/graph/fragment';
import { SourceButtons } from './source-buttons';
import { sizeText, sourceAddress, sourceStatus } from './source-status';

const KIND_NAMES: Readonly<Record<SourceKind, string>> = {
  S3: 'S3',
  GCS: 'Google Cloud Storage',
  AZURE_BLOB: 'Azure Blob Storage',
};

interface SourceItemProps {
  readonly source: FragmentOf<typeof SourceItem_SourceFragmentDoc>;
  /** When the page was made. */
  readonly now: number;
}

const count = (n: number, one: string): string =>
  n === 1 ? `1 ${one}` : `${n.toLocaleString('en-US')} ${one}s`;

/** A source of bills: how its last look went and when the next one is. */
export function SourceItem({ source, now }: SourceItemProps) {
  const told = readFragment(SourceItem_SourceFragmentDoc, source);
  const { id, name, kind, endpoint, region, enabled, lastSync } = told;
  const [label, tone] = sourceStatus(told, now);
  const place = [KIND_NAMES[kind], kind === 'AZURE_BLOB' ? null : endpoint, region].filter(
    (part) => part !== null,
  );
  return (
    <li className="grid gap-2 py-4 text-sm">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <h2 className="wrap-anywhere font-medium text-base">{name}</h2>
        <Badge tone={tone}>{label}</Badge>
        {enabled || label === 'Paused' ? null : <Badge>Paused</Badge>}
      </div>
      <p>
        <code className="wrap-anywhere font-mono">{sourceAddress(told)}</code>{' '}
        <span className="wrap-anywhere text-muted-foreground">{place.join(' · ')}</span>
      </p>
      {lastSync ? <LastLook {...lastSync} /> : null}
      <p className="text-muted-foreground tabular-nums">{nextLook(told, now)}</p>
      <SourceButtons id={id} name={name} enabled={enabled} />
    </li>
  );
}

function LastLook(sync: NonNullable<SourceItem_SourceFragment['lastSync']>) {
  const { startedAt, finishedAt, errorCode, message, objects, bytesFetched, imports } = sync;
  const at = finishedAt ?? startedAt;
  return (
    <>
      <p className="text-muted-foreground tabular-nums">
        {finishedAt ? 'Last look' : 'Looking since'} <time dateTime={at}>{formatMoment(at)}</time>:{' '}
        {count(objects, 'file')} seen, {sizeText(bytesFetched)} fetched, {count(imports, 'import')}{' '}
        asked for
      </p>
      {message ? (
        <p className="wrap-anywhere text-danger">
          {message} <span className="font-mono text-xs">{errorCode}</span>
        </p>
      ) : null}
    </>
  );
}

/** When it is looked at next, and why not as usual. */
function nextLook(source: SourceItem_SourceFragment, now: number): string {
  const { enabled, nextSyncAt, intervalMinutes, failures } = source;
  if (!enabled && nextSyncAt === null) return 'Looked at only when asked.';
  const usual = `Every ${count(intervalMinutes, 'minute')}`;
  if (nextSyncAt === null) return `${usual}.`;
  const next =
    Date.parse(nextSyncAt) <= now ? 'next in a moment' : `next ${formatMoment(nextSyncAt)}`;
  const failed = failures > 0 ? `, after ${count(failures, 'failure')} in a row` : '';
  return enabled ? `${usual}, ${next}${failed}.` : `Looked at only when asked, ${next}.`;
}
