import { setTimeout as sleep } from 'node:timers/promises';
import { Workbook } from 'exceljs';
import type { World } from './world';

const FORMULAS = ['=HYPERLINK("http://evil.example","x")', '+1+1', '-2+3', '@SUM(1+1)', '\t=1+1'];
const PATIENCE_MS = 60_000;
const HEADER =
  'BilledCost,EffectiveCost,BillingCurrency,BillingPeriodStart,BillingPeriodEnd,ChargePeriodStart,ChargePeriodEnd,ChargeCategory,BillingAccountId,ServiceName';

const quoted = (text: string): string => `"${text.replaceAll('"', '""')}"`;
const row = (service: string, start = '2026-05-03T00:00:00Z'): string =>
  `12.50,12.50,USD,2026-05-01T00:00:00Z,2026-06-01T00:00:00Z,${start},2026-05-04T00:00:00Z,Usage,acme,${quoted(service)}`;

/** Cells of CSV (RFC 4180), line by line. */
function cellsOf(csv: string): string[][] {
  const lines: string[][] = [[]];
  for (const [, cell = '', end] of csv.matchAll(/("(?:[^"]|"")*"|[^",\r\n]*)(,|\r?\n|$)/g)) {
    const text = cell.startsWith('"') ? cell.slice(1, -1).replaceAll('""', '"') : cell;
    lines.at(-1)?.push(text);
    if (end === '') break;
    if (end !== ',') lines.push([]);
  }
  return lines;
}

/** IN-02: what others put into a bill runs in nobody's spreadsheet. */
export function exportedFiles(world: () => World): void {
  describe('files for spreadsheets', () => {
    let token: string;
    let importId: string;

    beforeAll(async () => {
      ({ accessToken: token } = await world().newcomer());
      const bill = [
        HEADER,
        ...FORMULAS.map((formula) => row(formula)),
        // Refused, and told with its cells.
        ...FORMULAS.map((formula) => row(formula, 'yesterday')),
      ].join('\n');
      const upload = await world().rest('finops', 'POST /uploads?filename=may.csv', {
        token,
        body: bill,
        headers: { 'content-type': 'text/csv' },
      });
      const { uploadId } = upload.body as { uploadId: string };
      const asked = await world().rest('finops', 'POST /imports', { token, body: { uploadId } });
      importId = (asked.body as { id: string }).id;
      let status = '';
      for (const end = Date.now() + PATIENCE_MS; Date.now() < end; await sleep(100)) {
        const { body } = await world().rest('finops', `GET /imports/${importId}`, { token });
        ({ status } = body as { status: string });
        if (/PUBLISHED|FAILED/.test(status)) break;
      }
      expect(status).toBe('PUBLISHED');
    });

    const exported = (format: string) =>
      fetch(`${world().platform.url('finops')}/exports`, {
        method: 'POST',
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
        body: JSON.stringify({
          of: 'costs',
          format,
          input: {
            period: { from: '2026-05-01', to: '2026-06-01' },
            groupBy: [{ dimension: 'SERVICE_NAME' }],
          },
        }),
      });

    it('IN-02 exports texts to CSV so that no spreadsheet runs them', async () => {
      const cells = cellsOf(await (await exported('csv')).text()).map(([first]) => first ?? '');
      for (const formula of FORMULAS) {
        expect(cells.filter((cell) => cell.includes(formula.trim()))).toHaveLength(1);
      }
      expect(cells.filter((cell) => /^[=+\-@\t\r]/.test(cell))).toEqual([]);
    });

    it('IN-02 exports texts to XLSX as texts, never as formulas', async () => {
      const workbook = new Workbook();
      await workbook.xlsx.load(await (await exported('xlsx')).arrayBuffer());
      const cells: unknown[] = [];
      workbook.worksheets[0]?.eachRow((line) => {
        line.eachCell(({ value, formula }) => {
          expect(formula).toBeUndefined();
          cells.push(value);
        });
      });
      for (const formula of FORMULAS) {
        expect(cells.filter((cell) => String(cell).includes(formula.trim()))).toHaveLength(1);
      }
    });

    it('IN-02 gives refused rows back without formulas', async () => {
      const answer = await world().rest('finops', `GET /imports/${importId}/refused-rows`, {
        token,
      });
      expect(answer.headers.get('content-type')).toMatch(/^text\/csv/);
      const cells = cellsOf(answer.text).flat();
      for (const formula of FORMULAS) {
        expect(cells.filter((cell) => cell.includes(formula.trim()))).toHaveLength(1);
      }
      expect(cells.filter((cell) => /^[=+\-@\t\r]/.test(cell))).toEqual([]);
    });
  });
}
