import { expect, test } from 'vitest';
import { count, lane, useLake } from './browser.ts';

const { open, planted } = useLake('demo');

test('the flood is found from Home in two actions: its address, window and number of requests', async () => {
  const { entities, start, end, records } = planted('http_flood', 'waf_logs');
  const { page, problems } = await open('/');
  const movers = page.getByRole('region', { name: 'What moved in waf_logs' });
  const first = movers.getByRole('row').nth(1).getByRole('button');
  expect(await first.innerText()).toBe(entities[0]);
  await first.click();
  await page.getByRole('menuitem', { name: 'Follow in every log' }).click();
  await page.getByRole('region', { name: 'In every log' }).waitFor();
  expect(count(await lane(page, 'waf_logs', 1))).toBe(records);
  const [from = '', to = ''] = (await lane(page, 'waf_logs', 2))
    .split(' – ')
    .map((time) => `${time.replace(' ', 'T')}Z`);
  expect(Math.abs(Date.parse(from) - Date.parse(start))).toBeLessThan(60_000);
  expect(Math.abs(Date.parse(to) - Date.parse(end))).toBeLessThan(60_000);
  expect(problems).toEqual([]);
});
