import { expect, test } from 'vitest';
import { count, settled, useLake } from './browser.ts';

const { open, planted } = useLake('demo');

test('the distributed flood is on the WAF board by its JA4: one fingerprint of many addresses', async () => {
  const { entities, records } = planted('distributed_flood', 'waf_logs');
  const { page } = await open('/boards?board=waf');
  const panel = page.getByRole('region', { name: /JA4/ }).first();
  const row = panel.getByRole('row').filter({ hasText: entities[0] ?? '' });
  expect(count(await row.getByRole('cell').nth(1).innerText())).toBe(records);
  expect(count(await row.getByRole('cell').nth(2).innerText())).toBeGreaterThan(1000);
  await row
    .getByRole('button')
    .first()
    .click({ modifiers: ['Shift'] });
  await page.getByText(`ja4fingerprint is ${entities[0]}`).waitFor();
  await settled(page);
  const requests = page.getByRole('region', { name: 'Totals' }).locator('.number').first();
  await expect.poll(() => requests.innerText()).toBe(records.toLocaleString('en-US'));
});
