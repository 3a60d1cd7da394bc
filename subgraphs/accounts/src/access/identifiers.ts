import type { Page } from '@ai-finops/service-kit/connection';
import { AppError } from '@ai-finops/service-kit/errors';

const ID = /^[\w-]{1,128}$/;

/** False for a text that cannot be any record's id, so that nothing odd reaches the database. */
export const isId = (text: string): boolean => ID.test(text);

/** Where a page of a list ordered by time and id begins. */
export interface Position {
  readonly time: Date;
  readonly id: string;
}

/** The position that a page's cursor holds. Error VALIDATION_FAILED for a cursor of another list. */
export function positionOf(page: Page): Position | null {
  if (!page.after) return null;
  const [text = '', id = '', ...rest] = page.after;
  const time = new Date(text);
  if (Number.isNaN(time.getTime()) || !isId(id) || rest.length > 0) {
    throw new AppError('VALIDATION_FAILED', 'The cursor is not one of ours.', { field: 'after' });
  }
  return { time, id };
}
