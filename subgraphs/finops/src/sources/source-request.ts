import { baseUrl } from '@ai-finops/service-kit/env';
import { isStorable, NOT_STORABLE } from '@ai-finops/service-kit/storable';
import { z } from 'zod';
import { importSourceName } from '../imports/import-request';
import { azureEndpoint } from './buckets/open-bucket';
import type { SourcePlace } from './source-place';

/** An hour for what providers write a few times a day; five minutes is no load for a store. */
const intervalMinutes = z.number().int().min(5).max(10_080);

/** Where a store is, in no other words than these. */
const endpoint = baseUrl
  .refine((text) => {
    const { username, password, search, hash } = new URL(text);
    return [username, password, search, hash].every((part) => part === '');
  }, 'must be an address without user, query and fragment')
  .nullish()
  .transform((text) => text ?? null);

/** S3 allows names of 1024 bytes. */
const prefix = z
  .string()
  .max(1024)
  .refine(isStorable, NOT_STORABLE)
  .refine((text) => !text.startsWith('/'), 'must not begin with a slash: no object’s name does')
  .default('');

/** Goes into a header. */
const secretText = z.string().regex(/^[\x21-\x7e]{1,512}$/, 'must be 1 to 512 visible characters');

const s3 = z
  .object({
    bucket: z.string().regex(/^[A-Za-z0-9][\w.-]{1,61}[A-Za-z0-9]$/, 'is no name of a bucket'),
    region: z
      .string()
      .regex(/^[a-z0-9-]{1,32}$/, 'is no name of a region')
      .default('us-east-1'),
    prefix,
    endpoint,
    accessKeyId: secretText,
    secretAccessKey: secretText,
  })
  .transform(
    ({ accessKeyId, secretAccessKey, ...location }): SourcePlace => ({
      kind: 'S3',
      location,
      credentials: { accessKeyId, secretAccessKey },
    }),
  );

const azureBlob = z
  .object({
    account: z.string().regex(/^[a-z0-9]{3,24}$/, 'is no name of a storage account'),
    container: z.string().regex(/^(\$root|[a-z0-9][a-z0-9-]{1,61}[a-z0-9])$/, 'is no container'),
    prefix,
    endpoint,
    accountKey: z.base64().min(1).max(512).nullish(),
    sasToken: z
      .string()
      .max(2048)
      .transform((text) => text.replace(/^\?/, ''))
      .refine((text) => /^[\x21-\x7e]+$/.test(text) && isSignature(text), 'has no signature')
      .nullish(),
  })
  .transform(({ account, container, accountKey, sasToken, ...place }, context): SourcePlace => {
    if ((accountKey == null) === (sasToken == null)) {
      context.addIssue({ code: 'custom', message: 'give accountKey or sasToken' });
      return z.NEVER;
    }
    return {
      kind: 'AZURE_BLOB',
      location: {
        endpoint: place.endpoint ?? azureEndpoint(account),
        bucket: container,
        region: null,
        prefix: place.prefix,
      },
      credentials: accountKey == null ? { sasToken: sasToken ?? '' } : { account, accountKey },
    };
  });

/** Parameters that say what is asked for are ours: a token that brings them is none. */
function isSignature(text: string): boolean {
  const given = new URLSearchParams(text);
  return (
    given.has('sig') && !['comp', 'restype', 'prefix', 'marker'].some((name) => given.has(name))
  );
}

const gcs = z
  .object({
    bucket: z.string().regex(/^[a-z0-9][a-z0-9._-]{1,220}[a-z0-9]$/, 'is no name of a bucket'),
    prefix,
    endpoint,
    accessKeyId: secretText,
    secretAccessKey: secretText,
  })
  .transform(
    ({ accessKeyId, secretAccessKey, ...location }): SourcePlace => ({
      kind: 'GCS',
      location: { ...location, region: null },
      credentials: { accessKeyId, secretAccessKey },
    }),
  );

const places = { s3: s3.nullish(), azureBlob: azureBlob.nullish(), gcs: gcs.nullish() };

type Places = { readonly [Kind in keyof typeof places]?: SourcePlace | null | undefined };

/** The one place that is given; undefined for none. */
function placeIn(input: Places, context: z.RefinementCtx): SourcePlace | undefined {
  const [place, another] = [input.s3, input.azureBlob, input.gcs].filter(
    (given) => given !== null && given !== undefined,
  );
  if (another) context.addIssue({ code: 'custom', message: 'give one place only' });
  return place;
}

export const sourceCreation = z
  .object({
    name: importSourceName,
    intervalMinutes: intervalMinutes.default(60),
    enabled: z.boolean().default(true),
    ...places,
  })
  .transform(({ name, intervalMinutes: minutes, enabled, ...given }, context) => {
    const place = placeIn(given, context);
    if (place) return { name, intervalMinutes: minutes, enabled, place };
    context.addIssue({ code: 'custom', message: 'give s3, azureBlob or gcs: where the bills are' });
    return z.NEVER;
  });

export const sourceChange = z
  .object({
    intervalMinutes: intervalMinutes.nullish(),
    enabled: z.boolean().nullish(),
    ...places,
  })
  .transform(({ intervalMinutes: minutes, enabled, ...given }, context) => ({
    intervalMinutes: minutes ?? undefined,
    enabled: enabled ?? undefined,
    place: placeIn(given, context),
  }));
