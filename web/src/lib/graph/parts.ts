import type { TypedDocumentNode } from '@apollo/client';
import { Kind } from 'graphql';
import { type GraphError, Refusal, refusalOf } from './refusal';

/** What a root field of a query answers, or why it does not. */
export type Part<Value> = NonNullable<Value> | Refusal;

/** Each root field for itself: one that is refused takes no other with it. */
export type Parts<Data> = { readonly [Field in keyof Data]: Part<Data[Field]> };

export interface GraphAnswer<Data> {
  readonly data?: Data | null;
  readonly errors?: readonly GraphError[];
}

function rootFieldsOf<Data, Variables>(document: TypedDocumentNode<Data, Variables>): string[] {
  const operation = document.definitions.find((node) => node.kind === Kind.OPERATION_DEFINITION);
  const selections = operation?.selectionSet.selections ?? [];
  return selections.flatMap((node) =>
    node.kind === Kind.FIELD ? [(node.alias ?? node.name).value] : [],
  );
}

/**
 * Parts of an answer, or of the refusal of all of it. A field with an error anywhere in it is refused, for what it lacks
 * would be taken for absent; one that is null without an error is NOT_FOUND.
 */
export function partsOf<Data, Variables>(
  document: TypedDocumentNode<Data, Variables>,
  answer: GraphAnswer<Data> | Refusal,
): Parts<Data> {
  if (answer instanceof Refusal || !answer.data) {
    const refusal = answer instanceof Refusal ? answer : refusalOf(answer.errors ?? []);
    const refused = rootFieldsOf(document).map((field) => [field, refusal] as const);
    return Object.fromEntries(refused) as Parts<Data>;
  }
  const { data, errors = [] } = answer;
  const parts = Object.entries(data).map(([field, value]) => {
    const own = errors.filter(({ path }) => !path || path[0] === field);
    if (own.length > 0) return [field, refusalOf(own)];
    return [field, value ?? new Refusal('NOT_FOUND', 'There is no such thing.')];
  });
  return Object.fromEntries(parts) as Parts<Data>;
}
