import { basename } from 'node:path';
import type { Visit } from './visit';

/** Strangers, and the way in. */
export function arrival(visit: () => Visit): void {
  it('shows nothing to those who are not signed in, whatever they send', async () => {
    const { at } = visit();
    const subrequest = 'src/proxy:src/proxy:src/proxy:src/proxy:src/proxy';
    for (const headers of [
      {},
      { cookie: 'session=v1.AAAA' },
      { 'x-middleware-subrequest': subrequest },
      { 'x-ai-finops-path': '//evil.example' },
    ]) {
      const answer = await fetch(at('/assistant?a=1'), { headers, redirect: 'manual' });
      expect([answer.status, answer.headers.get('location')]).toEqual([
        307,
        '/login?next=%2Fassistant%3Fa%3D1',
      ]);
    }
  });

  it('refuses wrong credentials in words, and foreign addresses to go on to', async () => {
    const { page, email, at } = visit();
    await page.goto(at('/login?next=//evil.example'));
    await page.getByLabel('Email').fill(email);
    await page.getByLabel('Password').fill('not the password');
    await page.getByRole('button', { name: 'Sign in', exact: true }).click();
    await page.getByText(/wrong|incorrect|invalid/i).waitFor();
    expect(await page.locator('input[name=next]').inputValue()).toBe('/');
  });

  it('says what is wrong with a new account, field by field', async () => {
    const { page, email, at } = visit();
    await page.goto(at(`/register?next=${encodeURIComponent('/?metric=BILLED_COST')}`));
    await page.getByLabel('Email').fill('nobody');
    await page.getByLabel('Password').fill('short');
    await page.getByRole('button', { name: 'Create account' }).click();
    await page.getByText('Enter an address such as you@example.com.').waitFor();
    await page.getByText('Use at least 8 characters.').waitFor();
    await page.getByLabel('Email').fill(email);
    await page.getByLabel('Password').fill('password123');
    await page.getByRole('button', { name: 'Create account' }).click();
    await page.getByText(/everybody tries first/).waitFor();
  });

  it('lets a visitor register and shows the costs and the imports', async () => {
    const { page, imported, password, at } = visit();
    await page.getByLabel('Password').fill(password);
    await page.getByRole('button', { name: 'Create account' }).click();
    await page.getByRole('heading', { name: 'Recent imports' }).waitFor();
    expect(page.url()).toBe(at('/?metric=BILLED_COST'));
    expect(await page.getByText('Published').count()).toBe(imported.length);
    for (const { file } of imported) await page.getByText(basename(file)).waitFor();
  });
}
