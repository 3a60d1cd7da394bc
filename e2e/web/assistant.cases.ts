import { normalised } from '../bill-sums';
import type { Visit } from './visit';

/** A question in words. */
export function assistant(visit: () => Visit): void {
  it('answers a question with figures, its query and a link to the same figures', async () => {
    const { page } = visit();
    await page.getByRole('link', { name: 'Assistant' }).click();
    await page.getByLabel('Ask about your costs').fill('What was the billed cost in April 2026?');
    await page.keyboard.press('Enter');
    const answer = page.getByRole('article', { name: 'Answer' });
    await answer.waitFor();
    await page.waitForURL(/\/assistant\/.+/);
    await page.reload();
    await answer.waitFor();
    await answer.getByText('The query that was run').click();
    await answer.getByText('costs(input: $input)').waitFor();
    const sums = await answer
      .locator('td[title]')
      .evaluateAll((cells) => cells.map((cell) => cell.getAttribute('title') ?? ''));
    await answer.getByRole('link', { name: 'Open this view in Costs' }).click();
    const totals = page.getByRole('list', { name: 'Totals' }).locator('[title]');
    await totals.first().waitFor();
    const shown = await totals.evaluateAll((elements) =>
      elements.map((element) => element.getAttribute('title') ?? ''),
    );
    const amounts = (texts: string[]) =>
      texts.map((text) => normalised(text.split(' ')[0] ?? '')).sort();
    expect(amounts(shown)).toEqual(amounts(sums));
    expect(shown.length).toBeGreaterThan(0);
  });
}
