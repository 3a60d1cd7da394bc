import type { z } from 'zod';
import { toAppError } from './problem-details';

/** Parses an input that no REST pipe has seen (GraphQL). Error VALIDATION_FAILED, as a REST body gets it. */
export function parseInput<Schema extends z.ZodType>(
  schema: Schema,
  input: unknown,
): z.output<Schema> {
  const parsed = schema.safeParse(input);
  if (parsed.success) return parsed.data;
  throw toAppError(parsed.error);
}
