import { z } from 'zod';

/** Half of a surrogate pair has no bytes of its own: two such passwords could be taken for one. */
export const wellFormed = z
  .string()
  .refine((text) => text.isWellFormed(), 'is not well-formed Unicode');
