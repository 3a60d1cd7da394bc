import type { Parameter } from './analytical-store';

/** SQL and the values of its placeholders. */
export interface Statement {
  readonly sql: string;
  readonly parameters: Readonly<Record<string, Parameter>>;
  /** How the engine is to run it; as it likes where absent. */
  readonly settings?: Readonly<Record<string, number>>;
}

type ScalarType =
  | 'String'
  | 'Date'
  | "DateTime('UTC')"
  | 'Decimal(38, 12)'
  | 'Decimal(38, 18)'
  | 'Decimal(76, 12)'
  | 'Decimal(76, 30)'
  | 'Float64'
  | 'Int64'
  | 'UInt32'
  | 'UUID';

export type ParameterType = ScalarType | `Array(${ScalarType})`;

/** Hands out placeholders. Whatever a user wrote goes through here and so never into SQL. */
export class Bindings {
  private readonly values: Record<string, Parameter> = {};

  bind(type: ParameterType, value: Parameter): string {
    const name = `p${Object.keys(this.values).length}`;
    this.values[name] = value;
    return `{${name}:${type}}`;
  }

  /** `named` are values of placeholders that the SQL had of itself. */
  statement(sql: string, named: Readonly<Record<string, Parameter>> = {}): Statement {
    return { sql, parameters: { ...named, ...this.values } };
  }
}
