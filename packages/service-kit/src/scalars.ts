import {
  GraphQLError,
  GraphQLScalarType,
  Kind,
  type ValueNode,
  valueFromASTUntyped,
} from 'graphql';

const DECIMAL = /^-?\d{1,26}(\.\d{1,12})?$/;
const DATE = /^\d{4}-\d{2}-\d{2}$/;
const DATE_TIME = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{1,9})?(Z|[+-]\d{2}:\d{2})$/;

function textScalar(
  name: string,
  description: string,
  parse: (text: string) => string,
  serialize: (value: unknown) => string = String,
): GraphQLScalarType<string, string> {
  const parseValue = (value: unknown): string => {
    if (typeof value !== 'string') throw badInput(name, description);
    return parse(value);
  };
  return new GraphQLScalarType({
    name,
    serialize,
    parseValue,
    parseLiteral: (node: ValueNode) =>
      parseValue(node.kind === Kind.STRING ? node.value : undefined),
  });
}

function badInput(name: string, description: string): GraphQLError {
  return new GraphQLError(`${name} must be ${description}.`, {
    extensions: { code: 'BAD_USER_INPUT' },
  });
}

function realDay(text: string): boolean {
  const time = Date.parse(`${text}T00:00:00Z`);
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(text);
}

const decimalText = 'a decimal as text, such as "12.5"';
const dateText = 'a day such as "2026-05-01"';
const dateTimeText = 'a moment with its zone such as "2026-05-01T12:00:00Z"';

/** Exact decimals, as text on both sides. */
export const DecimalScalar = textScalar('Decimal', decimalText, (text) => {
  if (!DECIMAL.test(text)) throw badInput('Decimal', decimalText);
  return text;
});

/** Calendar days in UTC, as `2026-05-01`. */
export const DateScalar = textScalar('Date', dateText, (text) => {
  if (!DATE.test(text) || !realDay(text)) throw badInput('Date', dateText);
  return text;
});

/** Moments in UTC; resolvers may return a Date. */
export const DateTimeScalar = textScalar(
  'DateTime',
  dateTimeText,
  (text) => {
    if (!DATE_TIME.test(text) || Number.isNaN(Date.parse(text)) || !realDay(text.slice(0, 10))) {
      throw badInput('DateTime', dateTimeText);
    }
    return new Date(text).toISOString();
  },
  (value) => (value instanceof Date ? value : new Date(String(value))).toISOString(),
);

/** Any JSON value, as it is. */
export const JsonScalar = new GraphQLScalarType<unknown, unknown>({
  name: 'JSON',
  serialize: (value) => value,
  parseValue: (value) => value,
  parseLiteral: (node, variables) => valueFromASTUntyped(node, variables),
});
