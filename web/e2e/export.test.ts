import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { useLake } from './browser.ts';
import { query } from './world.ts';

const { open, planted, lake } = useLake('demo');

test('an export holds just the rows of the question, and the copied SQL asks for the same', async () => {
  const { entities, records } = planted('scanner_probing', 'waf_logs');
  const filter = encodeURIComponent(JSON.stringify({ op: 'equals', field: 'client_ip', value: entities[0] }));
  const { page } = await open(`/explore?table=waf_logs&columns=client_ip,httprequest.uri&f=${filter}`);
  await page.getByRole('button', { name: 'Export all rows' }).click();
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('menuitem', { name: 'NDJSON' }).click(),
  ]);
  const text = readFileSync(await download.path(), 'utf8').trim();
  const exported = text.split('\n').map((line) => JSON.parse(line) as Record<string, unknown>);
  expect(exported).toHaveLength(records);
  expect(exported.every((row) => row['client_ip'] === entities[0])).toBe(true);
  expect(Object.keys(exported[0] ?? {})).toEqual(['event_time', 'client_ip', 'uri']);
  await page.getByRole('button', { name: 'Copy', exact: true }).click();
  await page.getByRole('menuitem', { name: 'SQL' }).click();
  await page.getByText('Copied').waitFor();
  const sql = await page.evaluate(() => navigator.clipboard.readText());
  const sorted = (rows: readonly Record<string, unknown>[]) =>
    rows.map((row) => JSON.stringify(row)).toSorted();
  expect(sorted(await query(lake, sql))).toEqual(sorted(exported));
  await page.getByRole('button', { name: 'Open as SQL' }).click();
  await page.getByText('LIMIT 1000').waitFor();
  await page.getByRole('button', { name: /^Run/ }).click();
  await page.getByText(new RegExp(`^${records} rows in`)).waitFor();
});
