import { CombinedGraphQLErrors } from '@apollo/client/errors';
import { type Refusal, refusalOf, unreachable } from './refusal';

/** Why what was asked through the browser's cache has no answer. */
export function failureOf(error: unknown): Refusal {
  return CombinedGraphQLErrors.is(error) ? refusalOf(error.errors) : unreachable();
}
