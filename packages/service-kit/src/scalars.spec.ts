import { Kind, parseValue } from 'graphql';
import { DateScalar, DateTimeScalar, DecimalScalar, JsonScalar } from './scalars';

describe('scalars', () => {
  it.each([
    [DecimalScalar, '12.5', '12.5'],
    [DecimalScalar, '-0.000000000001', '-0.000000000001'],
    [DateScalar, '2024-02-29', '2024-02-29'],
    [DateTimeScalar, '2026-05-01T12:00:00Z', '2026-05-01T12:00:00.000Z'],
    [DateTimeScalar, '2026-05-01T00:30:00+02:00', '2026-04-30T22:30:00.000Z'],
  ])('%s takes %s', (scalar, text, value) => {
    expect(scalar.parseValue(text)).toBe(value);
    expect(scalar.parseLiteral({ kind: Kind.STRING, value: text })).toBe(value);
  });

  it.each([
    [DecimalScalar, '1e3'],
    [DecimalScalar, 'NaN'],
    [DecimalScalar, '1.0000000000001'],
    [DecimalScalar, 1.5],
    [DateScalar, '2026-02-30'],
    [DateScalar, '2026-5-1'],
    [DateScalar, '2026-05-01T00:00:00Z'],
    [DateScalar, null],
    [DateTimeScalar, '2026-05-01T12:00:00'],
    [DateTimeScalar, '2026-02-30T12:00:00Z'],
    [DateTimeScalar, '2026-05-01T25:00:00Z'],
    [DateTimeScalar, 0],
  ])('%s refuses %p', (scalar, value) => {
    expect(() => scalar.parseValue(value)).toThrow(`${scalar.name} must be`);
  });

  it.each([
    [DecimalScalar, '-12.50'],
    [DateScalar, '2026-05-01'],
    [DateTimeScalar, '2026-05-01T12:00:00+02:00'],
  ])('%s takes what it made of %p as it is, for it may be coerced twice', (scalar, value) => {
    const once = scalar.parseValue(value);
    expect(scalar.parseValue(once)).toBe(once);
  });

  it('gives moments in UTC, from dates and from text', () => {
    expect(DateTimeScalar.serialize(new Date(0))).toBe('1970-01-01T00:00:00.000Z');
    expect(DateTimeScalar.serialize('1970-01-01T01:00:00+01:00')).toBe('1970-01-01T00:00:00.000Z');
  });

  it('takes and gives any JSON value, also written into the query with variables in it', () => {
    const value = { a: [1, 'b', null, { c: true }], d: 1.5 };
    expect(JsonScalar.parseValue(value)).toBe(value);
    expect(JsonScalar.serialize(value)).toBe(value);
    const node = parseValue('{ a: [1, "b", null, { c: $yes }], d: 1.5 }');
    expect(JSON.parse(JSON.stringify(JsonScalar.parseLiteral(node, { yes: true })))).toEqual(value);
  });
});
