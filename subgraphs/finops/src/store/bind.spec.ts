import { bind } from './bind';

describe('binding of parameters', () => {
  it('puts typed literals in their places', () => {
    expect(bind('SELECT {a:String}, {b:Array(Date)}, {a:String}', { a: 'x', b: ['1', '2'] })).toBe(
      "SELECT CAST('x', 'String'), CAST(['1', '2'], 'Array(Date)'), CAST('x', 'String')",
    );
  });

  it('puts ids, which may be tens of thousands, into one literal', () => {
    expect(bind('SELECT {b:Array(UUID)}', { b: ['1', '2'] })).toBe(
      "SELECT CAST('[\\'1\\', \\'2\\']', 'Array(UUID)')",
    );
  });

  it('leaves no way out of a literal', () => {
    expect(bind('SELECT {a:String}', { a: "\\' OR 1 -- \\\\'" })).toBe(
      "SELECT CAST('\\\\\\' OR 1 -- \\\\\\\\\\'', 'String')",
    );
  });

  it('does not look for placeholders in values', () => {
    expect(bind('SELECT {a:String}', { a: '{b:String}', b: 'x' })).toBe(
      "SELECT CAST('{b:String}', 'String')",
    );
  });

  it('keeps types with parameters of their own', () => {
    expect(
      bind("SELECT {t:DateTime('UTC')}, {n:Nullable(Decimal(38, 12))}", { t: 'x', n: null }),
    ).toBe("SELECT CAST('x', 'DateTime(\\'UTC\\')'), CAST(NULL, 'Nullable(Decimal(38, 12))')");
  });

  it('refuses a parameter without a value', () => {
    expect(() => bind('SELECT {a:String}', { b: 1 })).toThrow('The parameter a has no value.');
  });
});
