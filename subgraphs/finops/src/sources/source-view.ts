import type { SourceKind } from './source-place';

export interface SourceSyncView {
  readonly state: 'RUNNING' | 'SUCCEEDED' | 'FAILED';
  readonly startedAt: string;
  readonly finishedAt: string | null;
  readonly errorCode: string | null;
  readonly message: string | null;
  readonly objects: number;
  readonly bytesFetched: number;
  readonly imports: number;
}

/** A source as administrators see it: with nothing of its credentials. */
export interface SourceView {
  readonly id: string;
  readonly name: string;
  readonly kind: SourceKind;
  readonly endpoint: string | null;
  readonly bucket: string;
  readonly region: string | null;
  readonly prefix: string;
  readonly intervalMinutes: number;
  readonly enabled: boolean;
  readonly createdBy: { readonly id: string };
  readonly createdAt: string;
  readonly nextSyncAt: string | null;
  readonly lastSync: SourceSyncView | null;
  readonly failures: number;
}
