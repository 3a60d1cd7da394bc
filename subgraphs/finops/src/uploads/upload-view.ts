import { nullableText } from '@ai-finops/service-kit/nullable-text';
import { createZodDto } from 'nestjs-zod';
import { z } from 'zod';

/** An upload as whoever sends it sees it. */
export class Upload extends createZodDto(
  z.object({
    uploadId: z.string(),
    fileName: z.string(),
    sizeBytes: z.number().int().describe('Bytes of the whole file.'),
    receivedBytes: z.number().int().describe('Bytes that have arrived.'),
    sha256: nullableText.describe(
      'SHA-256 of the content as received, hex; null before all of it has.',
    ),
  }),
) {}
