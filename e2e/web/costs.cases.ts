import { readFile } from 'node:fs/promises';
import { fromUnits, normalised, sumBy, toUnits } from '../bill-sums';
import type { Bill, Visit } from './visit';

/** Charges by the bill that they are on, so that a period holds exactly the file's rows. */
const viewOf = ({ from, to }: Bill): string =>
  `/?metric=BILLED_COST&from=${from}&to=${to}&basis=BILLING_PERIOD&group=SERVICE_NAME&granularity=MONTH&top=1000`;

/** The costs of bills, as a page and as files. */
export function costs(visit: () => Visit): void {
  it('shows the sums of the file to its last digit, currency by currency', async () => {
    const { page, imported, at } = visit();
    for (const bill of imported) {
      const expected = sumBy(bill.file, ['BillingCurrency', 'ServiceName'], 'BilledCost');
      const totals = sumBy(bill.file, ['BillingCurrency'], 'BilledCost');
      const shown = new Map<string, string>();
      for (const [currency, total] of totals) {
        await page.goto(at(`${viewOf(bill)}&currency=${currency}`));
        const table = page.getByRole('region', { name: `Costs in ${currency}` });
        await table.waitFor();
        const rows = await table.locator('tbody tr').evaluateAll((elements) =>
          elements.map((row) => ({
            name: row.querySelector('a')?.textContent ?? '',
            sum: row.querySelector('[title]')?.getAttribute('title') ?? '',
          })),
        );
        for (const { name, sum } of rows) {
          shown.set(`${currency}|${name === '(no value)' ? '' : name}`, normalised(sum));
        }
        const sum = await table.locator('tfoot [title]').getAttribute('title');
        expect(normalised(sum ?? '')).toBe(total);
      }
      expect(shown).toEqual(expected);
    }
  });

  it('narrows the view to a value at a click, in the address and in the picture', async () => {
    const { page, imported, at } = visit();
    const [bill] = imported;
    await page.goto(at(bill ? viewOf(bill) : '/'));
    const first = page.locator('tbody tr a').first();
    const name = await first.textContent();
    await first.click();
    const chip = page.getByRole('link', { name: `Remove the filter: Service is ${name}` });
    await chip.waitFor();
    expect(new URL(page.url()).searchParams.get('filter')).toContain('SERVICE_NAME:IN:');
    await page.locator('tbody tr').nth(1).waitFor({ state: 'detached' });
    expect(await page.locator('tbody tr').count()).toBe(1);
    await page.getByRole('group', { name: /Figures of the chart/ }).press('Home');
    await page.getByText('April 2026').or(page.getByText('Apr 2026')).first().waitFor();
    await chip.click();
    await chip.waitFor({ state: 'detached' });
    await page.getByLabel('Group by').selectOption('Region');
    await page.getByRole('heading', { name: /Costs by region/ }).waitFor();
    expect(new URL(page.url()).searchParams.get('group')).toBe('REGION_NAME');
  });

  it('gives the view as files of every format', async () => {
    const { page, imported, at } = visit();
    const [bill] = imported;
    if (!bill) throw new Error('There is no bill.');
    await page.goto(at(viewOf(bill)));
    const files: Record<string, { readonly name: string; readonly path: string }> = {};
    for (const format of ['CSV', 'XLSX', 'Parquet', 'JSON']) {
      const arrival = page.waitForEvent('download');
      await page.getByRole('link', { name: `Download these costs as ${format}` }).click();
      const download = await arrival;
      files[format] = { name: download.suggestedFilename(), path: await download.path() };
    }
    expect(Object.values(files).map(({ name }) => name)).toEqual(
      ['csv', 'xlsx', 'parquet', 'json'].map((end) => `costs-${bill.from}-to-2026-06-30.${end}`),
    );
    expect(sumBy(files.CSV?.path ?? '', ['currency', 'SERVICE_NAME'], 'cost')).toEqual(
      sumBy(bill.file, ['BillingCurrency', 'ServiceName'], 'BilledCost'),
    );
    const bytes = async (format: string) => readFile(files[format]?.path ?? '');
    expect((await bytes('XLSX')).subarray(0, 2).toString()).toBe('PK');
    expect((await bytes('Parquet')).subarray(-4).toString()).toBe('PAR1');
    expect(JSON.parse((await bytes('JSON')).toString()).length).toBeGreaterThan(0);
  });

  it('shows the costs of all currencies in one, and by which rates', async () => {
    const { page, imported, at } = visit();
    const [bill] = imported;
    if (!bill) throw new Error('There is no bill.');
    const billed = sumBy(bill.file, ['BillingCurrency'], 'BilledCost');
    const inEuro = toUnits(billed.get('EUR') ?? '') + 2n * toUnits(billed.get('USD') ?? '');
    await page.goto(at(viewOf(bill)));
    const totals = page.getByRole('list', { name: 'Totals' }).locator('[title]');
    // The page comes before its figures.
    const lastTotal = totals.nth(billed.size - 1);
    await lastTotal.waitFor();
    expect(await totals.count()).toBe(billed.size);
    await page.getByLabel('Currency', { exact: true }).selectOption('ECB:EUR');
    const refusal = page.getByRole('alert').filter({ hasText: 'An exchange rate is missing' });
    await refusal.getByText(/from USD to EUR for 2026-05-1\d/).waitFor();
    expect(new URL(page.url()).searchParams.get('convert')).toBe('EUR');
    await refusal.getByRole('link', { name: /^Take rates that are up to 31 days/ }).click();
    await page.getByRole('heading', { name: 'Costs by service in EUR' }).waitFor();
    expect(await totals.count()).toBe(1);
    expect(normalised((await totals.getAttribute('title')) ?? '')).toBe(fromUnits(inEuro));
    const rates = page.getByRole('region', { name: 'Exchange rates' });
    await rates.getByText(/at rates published for/).click();
    const gap = rates.getByRole('row').filter({ hasText: '4 May 2026 – 25 May 2026' });
    expect(await gap.getByRole('cell').allTextContents()).toEqual([
      '4 May 2026 – 25 May 2026',
      '4 May 2026',
      '2',
    ]);
    const arrival = page.waitForEvent('download');
    await page.getByRole('link', { name: 'Download these costs as CSV' }).click();
    const file = await (await arrival).path();
    expect(sumBy(file, ['currency'], 'cost')).toEqual(new Map([['EUR', fromUnits(inEuro)]]));
    await page.getByLabel('Currency', { exact: true }).selectOption('As billed');
    await rates.waitFor({ state: 'detached' });
    await lastTotal.waitFor();
    expect(await totals.count()).toBe(billed.size);
  });

  it('leads back to the view when there is no file to be had', async () => {
    const { page, at } = visit();
    const view = '?from=2026-04-01&to=2026-05-01&filter=REGION_ID:AT_LEAST:a';
    await page.goto(at(`/api/exports/costs.csv${view}`));
    await page.getByRole('alert').filter({ hasText: 'The file could not be made' }).waitFor();
    expect(new URL(page.url()).searchParams.get('failed')).toBe('VALIDATION_FAILED');
    expect((await fetch(at('/api/exports/secrets.csv'))).status).toBe(404);
    const answer = await fetch(at(`/api/exports/costs.csv${view}`), { redirect: 'manual' });
    const { pathname, searchParams } = new URL(answer.headers.get('location') ?? '', at('/'));
    expect([pathname, searchParams.get('next')]).toEqual([
      '/login',
      expect.stringContaining('filter=REGION_ID'),
    ]);
  });

  it('shows beside costs that are refused what is answered', async () => {
    const { page, at } = visit();
    await page.goto(at('/?filter=REGION_ID:AT_LEAST:a'));
    await page.getByRole('alert').filter({ hasText: 'does not make a view' }).waitFor();
    await page.getByRole('region', { name: 'View' }).getByLabel('Group by').waitFor();
    const latest = page.getByRole('region', { name: 'Recent imports' });
    await latest.getByText('Published').first().waitFor();
  });
}
