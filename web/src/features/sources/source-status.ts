import type { Tone } from '@/components/ui/badge';
import type { SourceItem_SourceFragment } from '@/generated/graphql';

type Told = Pick<SourceItem_SourceFragment, 'enabled' | 'nextSyncAt'> & {
  readonly lastSync: Pick<NonNullable<SourceItem_SourceFragment['lastSync']>, 'state'> | null;
};

/** True while something is about to change by itself. */
export function isMoving(source: Omit<Told, 'enabled'>, now: number): boolean {
  const { nextSyncAt, lastSync } = source;
  return lastSync?.state === 'RUNNING' || (nextSyncAt !== null && Date.parse(nextSyncAt) <= now);
}

/** Where a source stands, in a word. */
export function sourceStatus(source: Told, now: number): readonly [string, Tone] {
  const { enabled, lastSync } = source;
  if (lastSync?.state === 'RUNNING') return ['Being looked at', 'warning'];
  if (isMoving(source, now)) return ['About to be looked at', 'warning'];
  if (lastSync?.state === 'FAILED') return ['Failed', 'danger'];
  if (!enabled) return ['Paused', 'neutral'];
  return lastSync ? ['Up to date', 'success'] : ['Not looked at yet', 'neutral'];
}

type Location = Pick<SourceItem_SourceFragment, 'kind' | 'endpoint' | 'bucket' | 'prefix'>;

/** Where it reads, the way its provider writes it. */
export function sourceAddress({ kind, endpoint, bucket, prefix }: Location): string {
  if (kind === 'AZURE_BLOB') return `${endpoint ?? ''}/${bucket}/${prefix}`;
  return `${kind === 'GCS' ? 'gs' : 's3'}://${bucket}/${prefix}`;
}

const SIZES = ['byte', 'kilobyte', 'megabyte', 'gigabyte', 'terabyte'] as const;

/** "1.2 MB", in thousands. */
export function sizeText(bytes: number): string {
  const size = Math.min(SIZES.length - 1, Math.floor(Math.log10(Math.max(1, bytes)) / 3));
  return new Intl.NumberFormat('en-US', {
    style: 'unit',
    unit: SIZES[size] ?? 'byte',
    maximumFractionDigits: 1,
  }).format(bytes / 1_000 ** size);
}
