import type { CreateSourceInput } from '@ai-finops/sdk';
import { CliError } from './cli-error';

/** What the place of a source is read with. */
export interface PlaceOptions {
  readonly region: string;
  readonly endpoint?: string;
  readonly accessKeyId?: string;
  readonly secretStdin?: boolean;
}

/** The place that an address means, `s3://bucket/prefix`; the secret is asked for. */
export async function placeOf(
  address: string,
  { region, endpoint, accessKeyId }: PlaceOptions,
  secret: () => Promise<string>,
): Promise<Pick<CreateSourceInput, 's3'>> {
  const [, bucket, prefix = ''] = /^s3:\/\/([^/]+)(?:\/(.*))?$/.exec(address) ?? [];
  if (bucket === undefined) throw new CliError(`${address}: write s3://bucket/prefix.`);
  if (accessKeyId === undefined) throw new CliError('--access-key-id is missing.');
  const secretAccessKey = await secret();
  return {
    s3: { bucket, prefix, region, endpoint: endpoint ?? null, accessKeyId, secretAccessKey },
  };
}
