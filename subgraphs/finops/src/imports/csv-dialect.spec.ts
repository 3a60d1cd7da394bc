import { DoubledQuotes, hasBackslashes } from './csv-dialect';

describe('backslashes before quotation marks', () => {
  const doubled = (text: string) => new DoubledQuotes(true).take(text);

  it.each([
    ['a,"{\\"team\\":\\"red\\"}",b\n', 'a,"{""team"":""red""}",b\n'],
    // A backslash before a backslash is one; before anything else it is text.
    ['"a\\\\","say \\\\\\"hi\\\\\\"","x\\ny"', '"a\\","say \\""hi\\""","x\\ny"'],
    // Outside of quotes it is text.
    ['a\\"b,c\\\\d\n', 'a\\"b,c\\\\d\n'],
    ['"a""b", "c\\"d" ,\r\n', '"a""b", "c""d" ,\r\n'],
    ['"two\nlines \\"", x\n', '"two\nlines """, x\n'],
  ])('are doubled quotation marks afterwards: %j', (text, expected) => {
    expect(doubled(text)).toBe(expected);
    const piecemeal = new DoubledQuotes(true);
    expect([...text].map((char) => piecemeal.take(char)).join('')).toBe(expected);
  });

  it('leave other text as it is', () => {
    const text = 'a,"C:\\\\","b ""c"" \\"\n';
    expect(new DoubledQuotes(false).take(text)).toBe(text);
  });

  it.each([
    ['within JSON', 'a,b\n1,"{\\"x\\":\\"y\\"}"\n', true],
    ['before a comma', 'a,b\n1,"x\\",y"\n', true],
    ['at the end of a cell', 'a,b,c\n1,"x\\"",y\n2,"x\\"",z\n', true],
    ['nowhere', 'a,b\n1,"{""x"":""y""}"\n', false],
    ['as text at the end of a cell', 'a,b\n"C:\\",1\n"D:\\",2\n', false],
    ['in a row that makes no sense either way', 'a,b\n1,"{\\"x\\"}"z\n', false],
    ['at the end of what is there', 'a,b\n1,"x\\"', false],
  ])('are recognised: %s', (_where, text, expected) => {
    expect(hasBackslashes(text)).toBe(expected);
  });
});
