import { z } from 'zod';

/** Answer of the two clean-up routes. */
export const cleanupSchema = z.object({
  removed: z.int().min(0).describe('How many were removed.'),
});
