import { readFile } from 'node:fs/promises';
import { kpis as kpisOf } from '@ai-finops/sdk';
import { parseCsv } from '../bill-sums';
import type { Visit } from './visit';

/** Key figures, as a page and as a file. */
export function kpis(visit: () => Visit): void {
  it('shows KPIs with what they are made of, and says of unknown ones why', async () => {
    const { page, client, imported, at } = visit();
    const [bill] = imported;
    if (!bill) throw new Error('There is no bill.');
    const period = { from: bill.from, to: bill.to };
    const asked = { input: { period, basis: 'BILLING_PERIOD', tagKey: 'team' } } as const;
    const { rows } = (await kpisOf(client, asked)).kpis;
    const figures = rows.flatMap(({ currency, values }) =>
      values.map(({ title, value }) => ({ currency, title, value })),
    );
    expect(figures.filter(({ value }) => value === null).length).toBeGreaterThan(0);
    await page.getByRole('link', { name: 'KPIs', exact: true }).click();
    await page.getByRole('heading', { name: 'KPIs', level: 1 }).waitFor();
    await page.goto(at(`/kpis?from=${bill.from}&to=${bill.to}&basis=BILLING_PERIOD`));
    await page.getByLabel('Tag', { exact: true }).selectOption('team');
    await page.waitForURL(/tag=team/);
    const inCurrency = (currency: string) =>
      page.getByRole('region', { name: new RegExp(`^In ${currency}`) });
    const card = (currency: string, title: string) =>
      inCurrency(currency)
        .getByRole('listitem')
        .filter({ has: page.getByRole('heading', { name: title, exact: true }) });
    await card('USD', 'Tag coverage').waitFor();
    for (const { currency, title, value } of figures) {
      const shown = card(currency, title);
      if (value === null) await shown.getByText('Unknown', { exact: true }).waitFor();
      else
        expect([title, await shown.locator('p[title]').getAttribute('title')]).toEqual([
          title,
          value,
        ]);
      expect(await shown.getByText(/^(No charge|The bills|.*there is none)/).count()).toBe(
        value === null ? 1 : 0,
      );
    }
    const rate = card('USD', 'Effective savings rate, of list cost');
    await rate.getByText('Formula and inputs').click();
    await rate.getByText('(listCost - effectiveCost) / listCost').waitFor();
    const arrival = page.waitForEvent('download');
    await page.getByRole('link', { name: 'Download these KPIs as CSV' }).click();
    const file = await readFile(await (await arrival).path(), 'utf8');
    const [header = [], ...lines] = parseCsv(file);
    const column = (line: string[], name: string) => line[header.indexOf(name)] ?? '';
    expect(
      lines.map((line) => ({
        currency: column(line, 'currency'),
        title: column(line, 'title'),
        value: column(line, 'value') || null,
      })),
    ).toEqual(figures);
    await page.goto(at('/kpis?from=2020-01-01&to=2020-02-01'));
    await page.getByRole('link', { name: 'Show the KPIs of all bills' }).click();
    await inCurrency('EUR').waitFor();
  });
}
