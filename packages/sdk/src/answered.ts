import { GraphqlError } from './errors';

/**
 * What an operation answers that is not refused. In the graph every root field of a query may be null, so that one
 * that is refused or fails takes no other with it; its error is thrown, and so each is there in what is left.
 */
export type Answered<Result> = { [Field in keyof Result]: NonNullable<Result[Field]> };

/** The same, for sure: throws {@link GraphqlError} for a root field that is null without an error. */
export function answered<Result>(
  data: Result,
  query: string,
  variables: unknown,
): Answered<Result> {
  for (const [field, value] of Object.entries(data ?? {})) {
    if (value !== null) continue;
    const error = {
      message: `${field} was not answered, and the graph does not say why.`,
      path: [field],
      extensions: { code: 'INTERNAL' },
    };
    throw new GraphqlError([error], query, variables, data);
  }
  return data as Answered<Result>;
}
