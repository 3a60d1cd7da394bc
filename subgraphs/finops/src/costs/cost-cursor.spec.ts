import { Bindings } from '../store/bindings';
import { afterSql, cursorOf, type OrderTerm } from './cost-cursor';
import { costQuestion } from './cost-question';

const question = costQuestion({ period: { from: '2026-05-01', to: '2026-06-01' } });

const ratio: OrderTerm = { column: 'o_0', type: 'Float64', descending: true };

describe('a cursor', () => {
  it.each([
    '0',
    '0.1',
    '-1.5',
    '123456789012345680000',
    '0.0000012345678901234567',
    '1.2345678901234567e-7',
    '-2.5e-300',
    '1.7976931348623157e+308',
  ])('of a row with the ratio %s leads on from it', (text) => {
    const bindings = new Bindings();
    const sql = afterSql(
      question,
      [ratio],
      cursorOf(question, [ratio], { o_0: Number(text) }),
      bindings,
    );
    expect(sql).toContain('o_0 < {p0:Float64}');
    expect(bindings.statement('').parameters.p0).toBe(String(Number(text)));
  });

  it.each(['', '1e', 'nan', '1.2.3', "1'", '0x10', '1e9999'])(
    'with the ratio %j is none of ours',
    (text) => {
      const forged = cursorOf(question, [ratio], { o_0: text });
      expect(() => afterSql(question, [ratio], forged, new Bindings())).toThrow(
        expect.objectContaining({ code: 'VALIDATION_FAILED' }),
      );
    },
  );
});
