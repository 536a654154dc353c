import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { settled, useLake } from './browser.ts';

const { open, planted } = useLake('demo');

/** Presses Tab until the focus is on what is looked for; fails where it never is. */
async function tabTo(page: Page, name: RegExp): Promise<void> {
  for (let presses = 0; presses < 150; presses += 1) {
    await page.keyboard.press('Tab');
    const focused = await page.evaluate(() => {
      const { activeElement } = document;
      return activeElement?.getAttribute('aria-label') ?? activeElement?.textContent ?? '';
    });
    if (name.test(focused)) return;
  }
  throw new Error(`Tab does not reach ${name}`);
}

test('from the search to a filter, an event, and back, without a mouse', async () => {
  const { page, problems } = await open('/?table=waf_logs');
  await page.keyboard.press('g');
  await page.keyboard.press('e');
  await page.getByRole('grid').waitFor();
  await page.getByRole('img', { name: /over time/ }).waitFor();
  await page.keyboard.press('/');
  await page.keyboard.type('action:BLOCK');
  await page.keyboard.press('Escape');
  await page.keyboard.press('Enter');
  await page.getByText('action is BLOCK').waitFor();
  await settled(page);
  await page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur());
  await page.keyboard.press('j');
  await page.keyboard.press('ArrowDown');
  const event = page.getByRole('complementary', { name: 'Event' });
  await event.getByText('httprequest.clientip').waitFor();
  const first = page.url();
  await page.keyboard.press('ArrowDown');
  await expect.poll(() => page.url()).not.toBe(first);
  await page.keyboard.press('Escape');
  await event.waitFor({ state: 'detached' });
  expect(problems).toEqual([]);
});

test('the flood is followed by Ctrl-K, and a bar of its lane is zoomed into', async () => {
  const { entities } = planted('http_flood', 'waf_logs');
  const { page } = await open('/');
  await page.keyboard.press('Control+k');
  await page.keyboard.type(`${entities[0]}`);
  await page.keyboard.press('Enter');
  await page.getByRole('region', { name: 'In every log' }).waitFor();
  await tabTo(page, /^waf_logs: .* rows from/);
  await page.keyboard.press('End');
  await page.getByText(/0 rows · Enter zooms in/).waitFor();
  await page.keyboard.press('Enter');
  await page.waitForURL(/range=20\d\d/);
  expect(new URL(page.url()).searchParams.get('value')).toBe(entities[0]);
});

test('a chart is gone through by arrows, a part of it zoomed into, a series excluded; a value is filtered by its key', async () => {
  const { page } = await open('/explore?table=waf_logs&range=7d');
  await page.getByRole('application', { name: /Rows of waf_logs/ }).focus();
  await page.keyboard.press('End');
  for (let presses = 0; presses < 30; presses += 1) await page.keyboard.press('Shift+ArrowLeft');
  await page.getByText(/: ALLOW .* Enter zooms in/).waitFor();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('x');
  await page.getByText('action is not BLOCK').waitFor();
  await settled(page);
  await page.getByRole('application', { name: /Rows of waf_logs/ }).focus();
  await page.keyboard.press('End');
  for (let presses = 0; presses < 30; presses += 1) await page.keyboard.press('Shift+ArrowLeft');
  await page.keyboard.press('Enter');
  await page.waitForURL(/range=20\d\d/);
  await settled(page);
  await page.getByRole('gridcell').nth(2).getByRole('button').focus();
  await page.keyboard.press('f');
  await page.getByText(/client_ip is /).waitFor();
  expect(new URL(page.url()).searchParams.getAll('f')).toHaveLength(2);
});

test('a map is gone through by arrows', async () => {
  const { page } = await open('/boards?board=waf');
  await page.getByRole('application', { name: /Countries/ }).focus();
  await page.keyboard.press('ArrowRight');
  await page.getByText(/^Netherlands: [\d,]+ · Enter filters/).waitFor();
  await page.keyboard.press('Enter');
  await page.getByText('httprequest.country is NL').waitFor();
  expect(new URL(page.url()).searchParams.getAll('f')).toHaveLength(1);
});

test('the list of keys opens by ? and closes by Escape', async () => {
  const { page } = await open('/');
  await page.keyboard.press('?');
  const keys = page.getByRole('dialog', { name: 'Keys' });
  await keys.getByText('one window earlier').waitFor();
  await page.keyboard.press('Escape');
  await keys.waitFor({ state: 'hidden' });
  expect(await page.evaluate(() => document.querySelector('dialog')?.open)).toBe(false);
});
