import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { useLake } from './browser.ts';
import { HOSTILE } from './lakes.ts';

const { open } = useLake('hostile');

test.each([
  '/',
  '/explore',
  '/explore?table=waf_logs&split=terminatingruleid',
  '/boards',
  '/entity?value=192.0.2.1',
  `/entity?value=${encodeURIComponent(HOSTILE[0] ?? '')}`,
  '/hunt',
  '/sources',
  '/sql?sql=SELECT+*+FROM+waf_logs',
])('%s shows it and runs none of it', async (path) => {
  const { page, problems } = await open(path);
  if (path.startsWith('/explore')) {
    await page.getByRole('gridcell').first().getByRole('button').click();
    const event = page.getByRole('complementary', { name: 'Event' });
    await event.getByText('httprequest.uri').waitFor();
    await event.getByRole('button', { name: 'Raw text', exact: true }).click();
    await event.getByText(/^record [\d,]+ of the object/).waitFor();
  }
  if (path.startsWith('/sql')) {
    await page.getByRole('button', { name: /^Run/ }).click();
    await page.getByRole('grid', { name: 'Result' }).waitFor();
  }
  expect(await page.evaluate(() => (window as unknown as { hacked?: number }).hacked)).toBeUndefined();
  expect(await page.locator('img, script:not([src])').count()).toBe(0);
  const text = await page.getByRole('main').innerText();
  expect(text).not.toMatch(/[\u202a-\u202e\u2066-\u2069]|\p{Cc}\[2J/u);
  expect(problems).toEqual([]);
});

test('tooltips and legends of charts, and the file of a panel, are inert', async () => {
  const { page, problems } = await open('/boards?board=waf');
  const panel = page.getByRole('region', { name: 'Rules that ended requests' }).first();
  await panel.getByRole('button', { name: /^More of/ }).click();
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('menuitem', { name: 'Save as CSV' }).click(),
  ]);
  const csv = readFileSync(await download.path(), 'utf8');
  expect(csv).toContain(`"'=HYPERLINK(""http://192.0.2.9"")"`);
  expect(csv).not.toMatch(/^[=+@]|\p{Cc}\[|\p{Cf}/mu);
  await page.getByRole('img', { name: /Requests by action over time/ }).hover();
  await page.waitForTimeout(300);
  expect(await page.locator('img, script:not([src])').count()).toBe(0);
  expect(await page.evaluate(() => (window as unknown as { hacked?: number }).hacked)).toBeUndefined();
  expect(problems).toEqual([]);
});
