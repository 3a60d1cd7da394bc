import {
  type ASTVisitor,
  type DocumentNode,
  type FragmentDefinitionNode,
  GraphQLError,
  Kind,
  type SelectionSetNode,
  type ValidationContext,
} from 'graphql';

/** The most that one operation may ask; introspection is exempt. */
export const LIMITS = { depth: 15, aliases: 30, directives: 50, fields: 1_000 } as const;
/** Counted by the parser, which stops there. */
export const MAX_TOKENS = 5_000;

type Measure = { -readonly [Key in keyof typeof LIMITS]: number };

const NOTHING: Measure = { depth: 0, aliases: 0, directives: 0, fields: 0 };

/** Measures selections, each fragment once however often it is spread, so that nesting cannot explode. */
class OperationMeter {
  readonly #fragments: ReadonlyMap<string, FragmentDefinitionNode>;
  readonly #measured = new Map<string, Measure>();

  constructor(document: DocumentNode) {
    this.#fragments = new Map(
      document.definitions.flatMap((definition) =>
        definition.kind === Kind.FRAGMENT_DEFINITION ? [[definition.name.value, definition]] : [],
      ),
    );
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
        if (selection.selectionSet) inner = this.measure(selection.selectionSet);
        inner = { ...inner, depth: inner.depth + 1, fields: inner.fields + 1 };
        if (selection.alias) inner.aliases += 1;
      }
      sum.depth = Math.max(sum.depth, inner.depth);
      sum.aliases += inner.aliases;
      sum.directives += inner.directives;
      sum.fields += inner.fields;
    }
    return sum;
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

/** Validation rule: refuses an operation beyond the limits, naming the limit. */
export function operationLimits(context: ValidationContext): ASTVisitor {
  const meter = new OperationMeter(context.getDocument());
  return {
    OperationDefinition(node) {
      const measure = meter.measure(node.selectionSet);
      measure.directives += node.directives?.length ?? 0;
      for (const limit of Object.keys(LIMITS) as (keyof typeof LIMITS)[]) {
        const maximum = LIMITS[limit];
        if (measure[limit] <= maximum) continue;
        context.reportError(
          new GraphQLError(
            `The operation is beyond the limit of ${limit}: ${measure[limit]}, at most ${maximum}.`,
            { nodes: [node], extensions: { limit, maximum } },
          ),
        );
      }
    },
  };
}
