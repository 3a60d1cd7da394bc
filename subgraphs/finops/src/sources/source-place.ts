/** Which protocol the store of a source speaks. */
export type SourceKind = 'S3' | 'AZURE_BLOB' | 'GCS';

/** Where the bills of a source are. Nothing in it is secret. */
export interface SourceLocation {
  /** Address of the store; null for that of the provider. */
  readonly endpoint: string | null;
  /** A container, where it is Azure's. */
  readonly bucket: string;
  readonly region: string | null;
  /** What the names of its objects begin with. */
  readonly prefix: string;
}

/** What a store asks for, as it is sealed. */
export type SourceCredentials = Readonly<Record<string, string>>;

/** A place with the credentials for it, which belong together. */
export interface SourcePlace {
  readonly kind: SourceKind;
  readonly location: SourceLocation;
  readonly credentials: SourceCredentials;
}
