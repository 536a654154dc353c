import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { count, settled, useLake } from './browser.ts';
import { query } from './world.ts';

const { open, lake } = useLake('demo');

const rows = async (page: Page) => {
  await settled(page);
  return count((await page.getByText(/^[\d,]+ rows$/).innerText()).replace(' rows', ''));
};

const expected = async (where: string) =>
  Number((await query(lake, `SELECT count(*) AS n FROM waf_logs WHERE ${where}`))[0]?.['n']);

test('typed filters of which one is enough, turned round, switched off, and one alternative taken away', async () => {
  const { page, problems } = await open('/explore?table=waf_logs');
  await page
    .getByRole('combobox', { name: 'Filter by typing' })
    .fill('(action:BLOCK OR httprequest.uri:*login*)');
  await page.keyboard.press('Enter');
  await page.getByText('httprequest.uri contains login').waitFor();
  const either = await expected(`action = 'BLOCK' OR httprequest.uri LIKE '%login%'`);
  expect(await rows(page)).toBe(either);
  await page.getByRole('button', { name: /^Exclude: / }).click();
  expect(await rows(page)).toBe((await expected('true')) - either);
  await page.getByRole('button', { name: /^Include: / }).click();
  await page.getByRole('button', { name: 'Take away: action is BLOCK' }).click();
  expect(await rows(page)).toBe(await expected(`httprequest.uri LIKE '%login%'`));
  await page.getByRole('button', { name: /^Switch off: / }).click();
  expect(await rows(page)).toBe(await expected('true'));
  expect(problems).toEqual([]);
});

test('one more condition by OR through the form, kept for another table by a pin', async () => {
  const { page } = await open('/explore?table=waf_logs');
  await page.getByRole('button', { name: 'Add filter' }).click();
  await page.getByLabel('Field', { exact: true }).fill('client_ip');
  await page.getByLabel('Operator').selectOption('cidr');
  await page.getByLabel('Value', { exact: true }).fill('203.0.113.0/24');
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: /^Or another condition: / }).click();
  await page.getByLabel('Field', { exact: true }).fill('client_ip');
  await page.getByLabel('Operator').selectOption('regex');
  await page.getByLabel('Value', { exact: true }).fill('^192\\.0\\.2\\.6[67]$');
  await page.keyboard.press('Enter');
  await page.getByText('matches ^192').waitFor();
  const where = `client_ip LIKE '203.0.113.%' OR client_ip IN ('192.0.2.66', '192.0.2.67')`;
  expect(await rows(page)).toBe(await expected(where));
  await page.getByRole('button', { name: /^Pin for all tables: / }).click();
  await page.getByLabel('Table').selectOption('alb_access_logs');
  const [other] = await query(lake, `SELECT count(*) AS n FROM alb_access_logs WHERE ${where}`);
  expect(await rows(page)).toBe(Number(other?.['n']));
});
