import type { DirectiveTargetElement, Schema } from '@apollo/federation-internals';
import {
  type GraphQLCompositeType,
  type GraphQLField,
  type GraphQLSchema,
  getNamedType,
  isAbstractType,
  isInterfaceType,
} from 'graphql';
import { type Requirement, requireKnown } from './requirement';

const SPECS = ['authenticated', 'requiresScopes', 'policy'] as const;
type Spec = (typeof SPECS)[number];

const NONE: readonly Requirement[] = [];

interface Lists {
  readonly scopes?: readonly (readonly string[])[];
  readonly policies?: readonly (readonly string[])[];
}

function requirementOf(spec: Spec, { scopes = [], policies = [] }: Lists): Requirement {
  if (spec === 'authenticated') return { kind: 'authenticated' };
  return spec === 'requiresScopes'
    ? { kind: 'scopes', anyOf: scopes }
    : { kind: 'policies', anyOf: policies };
}

/** What a supergraph demands by @authenticated, @requiresScopes and @policy, on types and on fields. */
export class AuthorisationRules {
  /** Of types by their names, of fields by `Type.field`. */
  readonly #own = new Map<string, readonly Requirement[]>();
  /** Equal requirements are one object. */
  readonly #known = new Map<string, Requirement>();
  readonly #ofFields = new Map<GraphQLCompositeType, Map<string, readonly Requirement[]>>();

  /** Errors when the supergraph demands what nobody could have. */
  constructor(
    supergraph: Schema,
    /** What clients may ask. */
    private readonly schema: GraphQLSchema,
  ) {
    const specs = SPECS.flatMap((spec) => {
      const feature = supergraph.coreFeatures?.getByIdentity(`https://specs.apollo.dev/${spec}`);
      return feature ? [[spec, feature.directiveNameInSchema(spec)] as const] : [];
    });
    if (specs.length === 0) return;
    const read = (place: string, element: DirectiveTargetElement<never>): void => {
      const found = specs.flatMap(([spec, name]) =>
        element
          .appliedDirectivesOf(name)
          .map((directive) => this.#one(requirementOf(spec, directive.arguments() as Lists))),
      );
      if (found.length > 0) this.#own.set(place, found);
    };
    for (const type of supergraph.types()) {
      read(type.name, type as unknown as DirectiveTargetElement<never>);
      if (type.kind !== 'ObjectType' && type.kind !== 'InterfaceType') continue;
      for (const field of type.fields()) {
        read(field.coordinate, field as unknown as DirectiveTargetElement<never>);
      }
    }
  }

  /** True when everybody may ask for everything. */
  get isEmpty(): boolean {
    return this.#own.size === 0;
  }

  /** What a type itself demands: of fields that lead to it, and of fragments on it. */
  ofType(name: string): readonly Requirement[] {
    return this.#own.get(name) ?? NONE;
  }

  /**
   * What a field demands where it is asked for on this type. On an interface that is what any of the types
   * demands that may stand there, for nobody knows before which it will be.
   */
  ofField(
    parent: GraphQLCompositeType,
    field: GraphQLField<unknown, unknown>,
  ): readonly Requirement[] {
    let ofParent = this.#ofFields.get(parent);
    if (!ofParent) {
      ofParent = new Map();
      this.#ofFields.set(parent, ofParent);
    }
    let found = ofParent.get(field.name);
    if (!found) {
      found = this.#find(parent, field);
      ofParent.set(field.name, found);
    }
    return found;
  }

  #find(
    parent: GraphQLCompositeType,
    field: GraphQLField<unknown, unknown>,
  ): readonly Requirement[] {
    const target = this.ofType(getNamedType(field.type).name);
    const own = this.#own.get(`${parent.name}.${field.name}`) ?? NONE;
    const possible = isInterfaceType(parent)
      ? this.schema.getPossibleTypes(parent).flatMap((type) => [
          ...this.ofType(type.name),
          ...(this.#own.get(`${type.name}.${field.name}`) ?? NONE),
          // An implementation may lead to a narrower type.
          ...this.#narrower(type.getFields()[field.name]),
        ])
      : NONE;
    const all = new Set([...own, ...target, ...possible]);
    return all.size === 0 ? NONE : [...all].sort(byKind);
  }

  #narrower(field: GraphQLField<unknown, unknown> | undefined): readonly Requirement[] {
    if (!field) return NONE;
    const type = getNamedType(field.type);
    return isAbstractType(type) ? NONE : this.ofType(type.name);
  }

  #one(requirement: Requirement): Requirement {
    const text = JSON.stringify(requirement);
    const known = this.#known.get(text);
    if (known) return known;
    requireKnown(requirement);
    this.#known.set(text, requirement);
    return requirement;
  }
}

/** In the order in which services check: who it is, what the key is for, what the role may. */
const ORDER = ['authenticated', 'scopes', 'policies'] as const;
const byKind = (a: Requirement, b: Requirement): number =>
  ORDER.indexOf(a.kind) - ORDER.indexOf(b.kind);
