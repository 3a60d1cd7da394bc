import { AppError } from '@ai-finops/service-kit/errors';
import type { ApolloServerPlugin } from '@apollo/server';
import {
  type ASTVisitor,
  type DocumentNode,
  type FragmentDefinitionNode,
  GraphQLError,
  Kind,
  type SelectionSetNode,
  TokenKind,
  type ValidationContext,
} from 'graphql';
import { fragmentsOf } from './fragments';

/**
 * The most that one operation may ask; introspection is exempt. `repeats` counts fields with selections of
 * their own that stand in one selection set again: they have to be compared, each with each.
 */
export const LIMITS = {
  depth: 15,
  aliases: 30,
  directives: 50,
  fields: 1_000,
  repeats: 100,
} as const;
/** Counted by the parser, which stops there; it does not count comments. */
export const MAX_TOKENS = 5_000;
/** A parsed document keeps every one of them as long as it is kept itself. */
export const MAX_COMMENTS = 500;
/** Characters of a document. */
export const MAX_TEXT = 64 * 1024;

type Measure = { -readonly [Key in keyof typeof LIMITS]: number };

const NOTHING: Measure = { depth: 0, aliases: 0, directives: 0, fields: 0, repeats: 0 };

/** Measures selections, each fragment once however often it is spread, so that nesting cannot explode. */
class OperationMeter {
  readonly #fragments: ReadonlyMap<string, FragmentDefinitionNode>;
  readonly #measured = new Map<string, Measure>();

  constructor(document: DocumentNode) {
    this.#fragments = fragmentsOf(document);
  }

  measure(selectionSet: SelectionSetNode): Measure {
    const sum = { ...NOTHING };
    for (const selection of selectionSet.selections) {
      sum.directives += selection.directives?.length ?? 0;
      let inner = NOTHING;
      if (selection.kind === Kind.FRAGMENT_SPREAD) {
        inner = this.#fragment(selection.name.value);
      } else if (selection.kind === Kind.INLINE_FRAGMENT) {
        inner = this.measure(selection.selectionSet);
      } else if (!selection.name.value.startsWith('__')) {
        if (selection.selectionSet) inner = this.measureMerged(selection.selectionSet);
        inner = { ...inner, depth: inner.depth + 1, fields: inner.fields + 1 };
        if (selection.alias) inner.aliases += 1;
      }
      sum.depth = Math.max(sum.depth, inner.depth);
      sum.aliases += inner.aliases;
      sum.directives += inner.directives;
      sum.fields += inner.fields;
      sum.repeats += inner.repeats;
    }
    return sum;
  }

  /** Measures a selection set that a field or an operation has: what its fragments bring merges here. */
  measureMerged(selectionSet: SelectionSetNode): Measure {
    const measure = this.measure(selectionSet);
    const names = new Set<string>();
    const repeats = this.#repeats(selectionSet, names, new Set());
    return { ...measure, repeats: measure.repeats + repeats };
  }

  #repeats(selectionSet: SelectionSetNode, names: Set<string>, spread: Set<string>): number {
    let repeats = 0;
    for (const selection of selectionSet.selections) {
      if (selection.kind === Kind.FIELD) {
        const name = selection.alias?.value ?? selection.name.value;
        if (selection.selectionSet && names.has(name)) repeats += 1;
        names.add(name);
      } else if (selection.kind === Kind.INLINE_FRAGMENT) {
        repeats += this.#repeats(selection.selectionSet, names, spread);
      } else if (!spread.has(selection.name.value)) {
        spread.add(selection.name.value);
        const fragment = this.#fragments.get(selection.name.value);
        if (fragment) repeats += this.#repeats(fragment.selectionSet, names, spread);
      }
    }
    return repeats;
  }

  #fragment(name: string): Measure {
    const known = this.#measured.get(name);
    if (known) return known;
    const fragment = this.#fragments.get(name);
    // A fragment within itself is refused by another rule; here it must only end.
    this.#measured.set(name, NOTHING);
    const measure = fragment ? this.measure(fragment.selectionSet) : NOTHING;
    this.#measured.set(name, measure);
    return measure;
  }
}

function commentsOf(document: DocumentNode): number {
  let comments = 0;
  for (let token = document.loc?.startToken ?? null; token; token = token.next) {
    if (token.kind === TokenKind.COMMENT) comments += 1;
  }
  return comments;
}

/** Faults of a document with operations beyond the limits, each naming its limit. */
function faultsOf(document: DocumentNode): GraphQLError[] {
  const comments = commentsOf(document);
  if (comments > MAX_COMMENTS) {
    const message = `The document is beyond the limit of comments: ${comments}, at most ${MAX_COMMENTS}.`;
    return [
      new GraphQLError(message, { extensions: { limit: 'comments', maximum: MAX_COMMENTS } }),
    ];
  }
  const meter = new OperationMeter(document);
  return document.definitions.flatMap((node) => {
    if (node.kind !== Kind.OPERATION_DEFINITION) return [];
    const measure = meter.measureMerged(node.selectionSet);
    measure.directives += node.directives?.length ?? 0;
    return (Object.keys(LIMITS) as (keyof typeof LIMITS)[])
      .filter((limit) => measure[limit] > LIMITS[limit])
      .map((limit) => {
        const maximum = LIMITS[limit];
        return new GraphQLError(
          `The operation is beyond the limit of ${limit}: ${measure[limit]}, at most ${maximum}.`,
          { nodes: [node], extensions: { limit, maximum } },
        );
      });
  });
}

/** What stands for a document beyond the limits while it is validated, with its faults. */
const refused = new WeakMap<DocumentNode, readonly GraphQLError[]>();

/** Validation rule: refuses an operation beyond the limits, naming the limit. */
export function operationLimits(context: ValidationContext): ASTVisitor {
  const document = context.getDocument();
  return {
    Document() {
      for (const fault of refused.get(document) ?? faultsOf(document)) context.reportError(fault);
    },
  };
}

/**
 * Judges the limits before any other rule sees the document: some of them compare every field with every
 * other, so that a document beyond the limits would cost seconds before it is refused. In its place an
 * empty one is validated, which has nothing but these faults.
 */
export const limitsFirst: ApolloServerPlugin = {
  async requestDidStart() {
    return {
      async validationDidStart(request) {
        const faults = faultsOf(request.document);
        if (faults.length === 0) return;
        const nothing: DocumentNode = { kind: Kind.DOCUMENT, definitions: [] };
        refused.set(nothing, faults);
        Object.assign(request, { document: nothing });
      },
    };
  },
};

/** Refuses a text that is too long before anything reads or keeps it. Error PAYLOAD_TOO_LARGE. */
export function refuseLongText(source: unknown): void {
  const text = (source as { readonly query?: unknown } | null | undefined)?.query;
  if (typeof text !== 'string' || text.length <= MAX_TEXT) return;
  const message = `The document has ${text.length} characters, at most ${MAX_TEXT}.`;
  throw new AppError('PAYLOAD_TOO_LARGE', message);
}
