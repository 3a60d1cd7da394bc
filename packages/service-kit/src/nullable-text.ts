import { z } from 'zod';

/**
 * A text or null in a REST body. The bound says nothing, but it makes zod write `anyOf`: a bare
 * `type: ["string", "null"]` is taken for an array by @nestjs/swagger.
 */
export const nullableText = z.union([z.string().min(0), z.null()]);
