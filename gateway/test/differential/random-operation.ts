import {
  type GraphQLArgument,
  type GraphQLCompositeType,
  type GraphQLField,
  type GraphQLNamedType,
  type GraphQLSchema,
  getNamedType,
  isCompositeType,
  isInterfaceType,
  isObjectType,
  isUnionType,
  parse,
  specifiedRules,
  validate,
} from 'graphql';
import type { Dice } from './dice';

export interface RandomOperation {
  readonly query: string;
  readonly variables: Readonly<Record<string, unknown>>;
}

const VARIABLE_VALUES: Readonly<Record<string, readonly unknown[]>> = {
  Int: [3, null, 0],
  String: ['s', '', 'é"'],
  Filter: [{ like: 'x' }, { max: 1, like: null }, null],
  'Colour!': ['RED', 'BLUE'],
};

class OperationWriter {
  readonly variables: Record<string, unknown> = {};
  readonly #definitions: string[] = [];
  readonly #fragments: string[] = [];
  #count = 0;
  /** Within a fragment on an interface of the object type around it. */
  #widened = false;

  constructor(
    private readonly dice: Dice,
    private readonly schema: GraphQLSchema,
    private readonly crossing: boolean,
  ) {}

  write(): string {
    const { dice, schema } = this;
    const mutation = schema.getMutationType();
    const isMutation = mutation && dice.chance(20);
    const root = isMutation ? mutation : schema.getQueryType();
    if (!root) throw new Error('There is no root.');
    const asked = this.#selections(root, dice.between(2, 5));
    const selections = isMutation ? asked : this.#withIntrospection(asked);
    const definitions = this.#definitions.length > 0 ? `(${this.#definitions.join(', ')})` : '';
    const head = `${isMutation ? 'mutation' : 'query'} Random${definitions}`;
    return [`${head} ${selections}`, ...this.#fragments].join('\n');
  }

  /** Beside some; no dice are thrown for it. */
  #withIntrospection(selections: string): string {
    const types = Object.keys(this.schema.getTypeMap());
    const name = types[selections.length % types.length];
    if (selections.length % 16 > 0) return selections;
    return selections.replace('{', `{ i: __type(name: "${name}") { name kind fields { name } }`);
  }

  #selections(type: GraphQLCompositeType, depth: number): string {
    const { dice } = this;
    const parts: string[] = [];
    const count = dice.between(1, 4);
    for (let index = 0; index < count; index += 1) {
      const narrows = isUnionType(type) || (isInterfaceType(type) && dice.chance(60));
      if (depth > 0 && (narrows || dice.chance(12))) {
        parts.push(this.#fragment(type, depth - 1));
      } else {
        parts.push(this.#field(type, depth));
      }
    }
    if (dice.chance(25))
      parts.push(dice.chance(30) ? `t${this.#count++}: __typename` : '__typename');
    return `{ ${parts.join(' ')} }`;
  }

  #field(type: GraphQLCompositeType, depth: number): string {
    const { dice } = this;
    const fields = isUnionType(type) ? [] : Object.values(type.getFields());
    const possible = fields.filter(
      (field) => depth > 0 || !isCompositeType(getNamedType(field.type)),
    );
    if (possible.length === 0) return '__typename';
    const field = dice.pick(possible);
    const named = getNamedType(field.type);
    const around = this.#widened;
    this.#widened = false;
    const below = isCompositeType(named) ? ` ${this.#selections(named, depth - 1)}` : '';
    this.#widened = around;
    return `${this.#alias(field)}${field.name}${this.#args(field)}${this.#directive()}${below}`;
  }

  #alias(field: GraphQLField<unknown, unknown>): string {
    if (this.crossing && this.dice.chance(15)) return 'same: ';
    return field.args.length > 0 || this.dice.chance(15) ? `${field.name}_${this.#count++}: ` : '';
  }

  #args({ args }: GraphQLField<unknown, unknown>): string {
    const given = args.flatMap((arg) => {
      const required = String(arg.type).endsWith('!');
      return required || this.dice.chance(60) ? [`${arg.name}: ${this.#argument(arg)}`] : [];
    });
    return given.length > 0 ? `(${given.join(', ')})` : '';
  }

  #argument({ type }: GraphQLArgument): string {
    const { dice } = this;
    const values = VARIABLE_VALUES[String(type)] ?? [null];
    if (dice.chance(50)) {
      const name = `v${this.#count++}`;
      this.#definitions.push(`$${name}: ${type}`);
      if (String(type).endsWith('!') || dice.chance(80)) this.variables[name] = dice.pick(values);
      return `$${name}`;
    }
    switch (String(type)) {
      case 'Int':
        return String(dice.upTo(9));
      case 'String':
        return '"text"';
      case 'Filter':
        return '{ like: "y" }';
      default:
        return 'GREEN';
    }
  }

  #directive(): string {
    const { dice } = this;
    if (!dice.chance(12)) return '';
    const name = dice.pick(['skip', 'include']);
    if (dice.chance(30)) return ` @${name}(if: ${dice.chance(50)})`;
    const known = this.#definitions.filter((definition) => definition.startsWith('$b'));
    if (known.length > 0 && dice.chance(50)) {
      return ` @${name}(if: ${dice.pick(known).split(':', 1)[0]})`;
    }
    const variable = `b${this.#count++}`;
    const hasDefault = dice.chance(25);
    this.#definitions.push(
      `$${variable}: ${hasDefault ? `Boolean = ${dice.chance(50)}` : 'Boolean!'}`,
    );
    if (!hasDefault || dice.chance(40)) this.variables[variable] = dice.chance(50);
    return ` @${name}(if: $${variable})`;
  }

  #fragment(type: GraphQLCompositeType, depth: number): string {
    const { dice, schema } = this;
    const fitting: GraphQLNamedType[] = [type];
    // There the stock shaper loses what fragments on the object type select, and __typename when the subgraph
    // left it out: it knows the interface alone.
    if (this.#widened) fitting.push(type);
    else if (isObjectType(type)) fitting.push(...type.getInterfaces());
    else fitting.push(...schema.getPossibleTypes(type), ...schema.getPossibleTypes(type));
    const condition = dice.pick(fitting);
    if (!isCompositeType(condition)) return '__typename';
    const around = this.#widened;
    this.#widened ||= isObjectType(type) && condition !== type;
    const selections = this.#selections(condition, depth);
    this.#widened = around;
    if (dice.chance(25)) {
      const name = `F${this.#count++}`;
      this.#fragments.push(`fragment ${name} on ${condition.name} ${selections}`);
      return `...${name}${this.#directive()}`;
    }
    const named = condition === type && dice.chance(50) ? '' : ` on ${condition.name}`;
    return `...${named}${this.#directive()} ${selections}`;
  }
}

/** An operation that the schema accepts. */
export function randomOperation(dice: Dice, schema: GraphQLSchema): RandomOperation {
  for (let attempt = 0; ; attempt += 1) {
    // Aliases that cross types often conflict: given up after a few attempts.
    const writer = new OperationWriter(dice, schema, attempt < 3);
    const query = writer.write();
    const refusals = validate(schema, parse(query), specifiedRules);
    if (refusals.length === 0) return { query, variables: writer.variables };
    if (attempt > 20) throw new Error(`${refusals[0]?.message} in ${query}`);
  }
}
