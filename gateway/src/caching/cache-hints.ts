import type { DirectiveTargetElement, Schema } from '@apollo/federation-internals';

const SPEC = 'https://ai-finops.dev/cacheControl';

/** What `@cacheControl` says of a type or field; times in seconds. */
export interface CacheHint {
  readonly maxAge?: number;
  readonly scope?: 'PUBLIC' | 'PRIVATE';
  readonly inheritMaxAge?: boolean;
}

/** The hints of a supergraph, which the subgraphs wrote into their SDL. */
export class CacheHints {
  /** Of types by their names, of fields by `Type.field`. */
  readonly #own = new Map<string, CacheHint>();

  constructor(supergraph: Schema) {
    const feature = supergraph.coreFeatures?.getByIdentity(SPEC);
    if (!feature) return;
    const name = feature.directiveNameInSchema('cacheControl');
    const read = (place: string, element: DirectiveTargetElement<never>): void => {
      // Subgraphs that say different things of one place are all heard.
      for (const directive of element.appliedDirectivesOf(name)) {
        this.#own.set(place, strictest(this.#own.get(place), directive.arguments() as CacheHint));
      }
    };
    for (const type of supergraph.types()) {
      read(type.name, type as unknown as DirectiveTargetElement<never>);
      if (type.kind !== 'ObjectType' && type.kind !== 'InterfaceType') continue;
      for (const field of type.fields()) {
        read(field.coordinate, field as unknown as DirectiveTargetElement<never>);
      }
    }
  }

  /** True when nothing may be kept. */
  get isEmpty(): boolean {
    return this.#own.size === 0;
  }

  ofType(name: string): CacheHint | undefined {
    return this.#own.get(name);
  }

  ofField(type: string, field: string): CacheHint | undefined {
    return this.#own.get(`${type}.${field}`);
  }
}

function strictest(one: CacheHint | undefined, other: CacheHint): CacheHint {
  if (!one) return other;
  const ages = [one.maxAge, other.maxAge].filter((age) => age !== undefined);
  const scope = [one.scope, other.scope].includes('PRIVATE') ? 'PRIVATE' : one.scope;
  return {
    ...(ages.length > 0 ? { maxAge: Math.min(...ages) } : {}),
    ...(scope ? { scope } : {}),
    inheritMaxAge: one.inheritMaxAge === true && other.inheritMaxAge === true,
  };
}
