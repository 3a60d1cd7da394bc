import { nullableText } from '@ai-finops/service-kit/nullable-text';
import { z } from 'zod';

const moneySchema = z.object({ amount: z.string(), currency: z.string() });

const periodSchema = z.object({
  start: z.iso.date(),
  end: z.iso.date().nullable(),
  billingAccountId: nullableText,
  source: z.string(),
  fileName: z.string(),
  charges: z.number().int(),
  billedCost: z.array(moneySchema),
  live: z.boolean(),
});

const issueSchema = z.object({
  code: z.string(),
  severity: z.enum(['ERROR', 'WARNING', 'INFO']),
  file: nullableText,
  column: nullableText,
  message: z.string(),
  rows: z.number().int(),
  firstRows: z.array(z.number().int()),
});

const fileSchema = z.object({
  name: z.string(),
  sha256: z.string(),
  sizeBytes: z.number().int(),
  format: z.enum(['CSV', 'CSV_GZ', 'CSV_ZST', 'PARQUET']).nullable(),
  focusVersion: nullableText,
  rowsRead: z.number().int(),
  rowsLoaded: z.number().int(),
  rowsRefused: z.number().int(),
});

const progressSchema = z.object({
  rowsRead: z.number().int(),
  bytesRead: z.number().int(),
  bytesTotal: z.number().int(),
});

const errorSchema = z.object({ code: z.string(), message: z.string() });

const userSchema = z.object({ id: z.string() });

/** An import as its viewers see it, over REST and over GraphQL. */
export const importSchema = z.object({
  id: z.string(),
  source: z.string(),
  fileName: z.string(),
  sha256: z.string(),
  status: z.enum(['PENDING', 'RUNNING', 'PUBLISHED', 'FAILED']),
  focusVersion: nullableText,
  rowsRead: z.number().int(),
  rowsLoaded: z.number().int(),
  rowsRefused: z.number().int(),
  files: z.array(fileSchema),
  progress: progressSchema,
  issues: z.array(issueSchema),
  error: errorSchema.nullable(),
  periods: z.array(periodSchema),
  createdAt: z.iso.datetime(),
  finishedAt: z.iso.datetime().nullable(),
  importedBy: userSchema,
});

export type ImportView = z.output<typeof importSchema>;
export type PeriodView = z.output<typeof periodSchema>;
export type Money = z.output<typeof moneySchema>;
