import { nullableText } from '@ai-finops/service-kit/nullable-text';
import { z } from 'zod';
import type { QualityCheck, QualityReport } from './quality-report';

const STATUSES = ['FAILED', 'WARNED', 'PASSED'] as const;

const checkSchema = z.object({
  id: z.string(),
  kind: z.enum([
    'PRESENCE',
    'TYPE',
    'ALLOWED_VALUE',
    'NULL',
    'PRICE',
    'PERIOD',
    'CURRENCY',
    'CONSISTENCY',
  ]),
  column: z.string(),
  level: z.enum(['MUST', 'SHOULD']),
  status: z.enum(STATUSES),
  requirement: z.string(),
  reference: z.string(),
  rows: z.number().int(),
  firstRows: z.array(z.number().int()),
  file: nullableText,
});

/** A report as its viewers see it, over REST and over GraphQL. */
export const qualitySchema = z.object({
  focusVersion: z.string(),
  rowsChecked: z.number().int(),
  passed: z.number().int(),
  failed: z.number().int(),
  warned: z.number().int(),
  checks: z.array(checkSchema),
});

export type QualitySummary = z.output<typeof qualitySchema>;

/** Worst first, then those that most rows break. */
export function summarise({ focusVersion, rowsChecked, checks }: QualityReport): QualitySummary {
  const count = (status: QualityCheck['status']) =>
    checks.filter((check) => check.status === status).length;
  return {
    focusVersion,
    rowsChecked,
    passed: count('PASSED'),
    failed: count('FAILED'),
    warned: count('WARNED'),
    checks: checks
      .map((check) => ({ ...check, firstRows: [...check.firstRows] }))
      .sort((a, b) => STATUSES.indexOf(a.status) - STATUSES.indexOf(b.status) || b.rows - a.rows),
  };
}
