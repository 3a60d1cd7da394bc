import { AppError } from '@ai-finops/service-kit/errors';

/** Error VALIDATION_FAILED: the part of a question that is at fault, and what it must be. */
export function refuse(field: string, what: string): never {
  throw new AppError('VALIDATION_FAILED', `${field} ${what}.`, { field });
}
