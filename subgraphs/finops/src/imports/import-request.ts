import { isStorable, NOT_STORABLE } from '@ai-finops/service-kit/storable';
import { z } from 'zod';

/** Files of one import: more belong into several imports. */
export const MAX_FILES = 1000;

const uploadId = z.string().min(1).max(64);

/** Name of the source that a bill belongs to. */
export const importSourceName = z.string().trim().min(1).max(100).refine(isStorable, NOT_STORABLE);

/** What an import is asked for with, over GraphQL and over REST. */
export const importRequest = z
  .object({
    uploadId: uploadId.nullish().describe('Id that the upload answered with.'),
    uploadIds: z
      .array(uploadId)
      .min(1)
      .max(MAX_FILES)
      .nullish()
      .describe('Ids of several uploads, manifests among them, that are to appear together.'),
    source: importSourceName
      .default('uploads')
      .describe(
        'Source that the bill belongs to: a file of the same source and name replaces what that file brought before.',
      ),
  })
  .refine((request) => (request.uploadId == null) !== (request.uploadIds == null), {
    path: ['uploadId'],
    message: 'give uploadId or uploadIds',
  });
