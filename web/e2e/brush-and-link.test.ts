import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { settled, useLake } from './browser.ts';

const { open, lake } = useLake('demo');

const rowsText = (page: Page) => page.getByText(/^[\d,]+ rows$/).innerText();
const firstRows = async (page: Page) => (await page.getByRole('gridcell').allInnerTexts()).slice(0, 60);

test('drawing zooms, Alt-click excludes, back undoes, a copied link gives the same rows', async () => {
  const { page, problems } = await open('/explore?table=waf_logs');
  const box = await page.getByRole('img', { name: /over time/ }).boundingBox();
  if (box === null) throw new Error('no chart');
  const whole = await rowsText(page);
  await page.mouse.move(box.x + box.width * 0.6, box.y + 90);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width * 0.8, box.y + 90, { steps: 8 });
  await page.mouse.up();
  await page.waitForURL(/range=20\d\d/);
  await expect.poll(() => rowsText(page)).not.toBe(whole);
  await settled(page);
  const zoomed = page.url();
  await page
    .getByRole('gridcell')
    .getByRole('button', { name: 'ALLOW' })
    .first()
    .click({ modifiers: ['Alt'] });
  await page.getByText('action is not ALLOW').waitFor();
  await settled(page);
  const [shown, rows] = [await rowsText(page), await firstRows(page)];
  await page.getByRole('button', { name: 'Copy', exact: true }).click();
  await page.getByRole('menuitem', { name: 'Link', exact: true }).click();
  await page.getByText('Copied').waitFor();
  const link = await page.evaluate(() => navigator.clipboard.readText());
  await page.goBack();
  expect(page.url()).toBe(zoomed);
  const other = await open(link.slice(lake.url.length));
  expect([await rowsText(other.page), await firstRows(other.page)]).toEqual([shown, rows]);
  expect(problems).toEqual([]);
});

test('a double click takes twice the time; the period before is a line more', async () => {
  const { page } = await open('/explore?table=waf_logs&range=2d');
  const rows = await rowsText(page);
  await page.getByRole('checkbox', { name: 'period before' }).check();
  await page.getByText(/in the period before/).waitFor();
  expect(new URL(page.url()).searchParams.get('compare')).toBe('before');
  await page.getByRole('img', { name: /over time/ }).dblclick({ position: { x: 400, y: 20 } });
  await page.waitForURL(/range=20\d\d/);
  await expect.poll(() => rowsText(page)).not.toBe(rows);
});
