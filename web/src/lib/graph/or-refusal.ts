import 'server-only';
import { Refusal } from './refusal';

/** The answer, or the refusal, for pages that say why there is none; anything else is thrown on. */
export async function orRefusal<Data>(answer: Promise<Data>): Promise<Data | Refusal> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof Refusal) return error;
    throw error;
  }
}
