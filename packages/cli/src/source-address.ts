import type { CreateSourceInput } from '@ai-finops/sdk';
import { CliError } from './cli-error';

/** What the place of a source is read with. */
export interface PlaceOptions {
  readonly region: string;
  readonly endpoint?: string;
  readonly accessKeyId?: string;
}

/** One place of a source. */
export type PlaceInput = Pick<CreateSourceInput, 's3' | 'azureBlob' | 'gcs'>;

/** Asks for a secret by its name. */
type Ask = (what: string) => Promise<string>;

const BUCKET = /^(s3|gs):\/\/([^/]+)(?:\/(.*))?$/;
/** As the portal of Azure shows it. */
const CONTAINER = /^(https:\/\/([a-z0-9]+)\.blob\.[a-z0-9.-]+)\/([^/]+)(?:\/(.*))?$/;

/** The place that an address means; its secret is asked for. */
export async function placeOf(
  address: string,
  { region, endpoint, accessKeyId }: PlaceOptions,
  ask: Ask,
): Promise<PlaceInput> {
  const [, scheme, bucket, prefix = ''] = BUCKET.exec(address) ?? [];
  if (bucket !== undefined) {
    if (accessKeyId === undefined) throw new CliError('--access-key-id is missing.');
    const secretAccessKey = await ask('Secret of the access key');
    const place = { bucket, prefix, endpoint: endpoint ?? null, accessKeyId, secretAccessKey };
    return scheme === 'gs' ? { gcs: place } : { s3: { ...place, region } };
  }
  const [, account, name, container, below = ''] = CONTAINER.exec(address) ?? [];
  if (name === undefined || container === undefined || account === undefined) {
    throw new CliError(
      `${address}: write s3://bucket/prefix, gs://bucket/prefix or https://account.blob.core.windows.net/container/prefix.`,
    );
  }
  const secret = await ask('Shared access signature, or key of the account');
  const credentials = /(^|[?&])sig=/.test(secret) ? { sasToken: secret } : { accountKey: secret };
  return {
    azureBlob: {
      account: name,
      container,
      prefix: below,
      endpoint: endpoint ?? account,
      ...credentials,
    },
  };
}

/** Where a source is, as {@link placeOf} reads it. */
export function addressOf(source: {
  readonly kind: string;
  readonly endpoint: string | null;
  readonly bucket: string;
  readonly prefix: string;
}): string {
  const { kind, endpoint, bucket, prefix } = source;
  if (kind === 'AZURE_BLOB') return `${endpoint}/${bucket}/${prefix}`;
  return `${kind === 'GCS' ? 'gs' : 's3'}://${bucket}/${prefix}`;
}
