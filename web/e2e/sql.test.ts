import { expect, test } from 'vitest';
import { useLake } from './browser.ts';

const { open } = useLake('demo');

const ENGINES = [
  { name: 'duckdb', isDefault: true, dollarsPerTerabyte: null },
  { name: 'athena', isDefault: false, dollarsPerTerabyte: 5 },
];

test('what a large query on Athena would cost is told before it is run; it is run only when a person says so', async () => {
  const { page } = await open('/sources');
  const asked: string[] = [];
  page.on('request', (request) => asked.push(`${request.method()} ${new URL(request.url()).pathname}`));
  await page.route('**/api/v1/engines', (route) => route.fulfill({ json: { engines: ENGINES } }));
  await page.route('**/api/v1/sql/estimate', (route) =>
    route.fulfill({
      json: {
        engine: 'athena',
        tables: [],
        files: 1200,
        bytes: 2e12,
        costUsd: 9.09,
        isLarge: true,
        note: null,
      },
    }),
  );
  await page.getByRole('link', { name: 'SQL' }).click();
  await page.getByLabel('Engine').selectOption('athena');
  await page.getByRole('button', { name: /^Run/ }).click();
  const cost = page.getByRole('alertdialog', { name: 'Cost of the query' });
  await cost.getByText('athena would read at most 2.0 TB of 1,200 files, at most $9.09').waitFor();
  await cost.getByRole('button', { name: 'Do not run it' }).click();
  await cost.waitFor({ state: 'detached' });
  expect(asked).not.toContain('POST /api/v1/sql');
  await page.getByRole('button', { name: /^Run/ }).click();
  await cost.getByRole('button', { name: 'Run it', exact: true }).click();
  await expect.poll(() => asked).toContain('POST /api/v1/sql');
});

test('a plan is text, a statement that is wrong says where, tables are there to begin with', async () => {
  const { page } = await open('/sql');
  await page.getByRole('button', { name: /^waf_logs/ }).click();
  await page.getByText('LIMIT').first().waitFor();
  await page.getByRole('button', { name: 'Plan' }).click();
  await page
    .locator('pre')
    .getByText(/SCAN|TOP_N|ORDER/i)
    .first()
    .waitFor();
  expect((await page.locator('pre').first().innerText()).split('\n').length).toBeGreaterThan(5);
  await page.goto(`${page.url().split('/sql')[0]}/sql?sql=SELECT+nothing+FROM+waf_logs`);
  await page.getByRole('button', { name: /^Run/ }).click();
  expect(await page.getByRole('alert').innerText()).toContain('nothing');
});
