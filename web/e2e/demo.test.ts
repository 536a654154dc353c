import { readFileSync } from 'node:fs';
import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { demoLake, openWorld, type Incident, type World } from './world.ts';

let world: World;
beforeAll(async () => {
  world = await openWorld(demoLake);
});
afterAll(() => world.close());

const planted = (type: string, table: string): Incident => {
  const found = world.truth.find((each) => each.type === type && each.table === table);
  if (found === undefined) throw new Error(`${type} was not planted in ${table}`);
  return found;
};

const count = (text: string): number => Number(text.replaceAll(',', ''));

/** Text of a cell of the lanes table, by table and column. */
const lane = async (page: Page, table: string, column: number): Promise<string> => {
  const row = page.getByRole('row').filter({ has: page.getByRole('cell', { name: table, exact: true }) });
  return row.getByRole('cell').nth(column).innerText();
};

test('the flood is found from Home in two actions: its address, window and number of requests', async () => {
  const { entities, start, end, records } = planted('http_flood', 'waf_logs');
  const { page, problems } = await world.open('/');
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

test('the distributed flood is on the WAF board by its JA4', async () => {
  const { entities, records } = planted('distributed_flood', 'waf_logs');
  const { page } = await world.open('/boards?board=waf');
  const panel = page.getByRole('region', { name: /JA4/ }).first();
  const row = panel.getByRole('row').filter({ hasText: entities[0] ?? '' });
  expect(count(await row.getByRole('cell').nth(1).innerText())).toBe(records);
});

test('one address through WAF, load balancer, flow logs and CloudTrail', async () => {
  const { entities } = planted('http_flood', 'waf_logs');
  const { page } = await world.open('/');
  await page
    .getByRole('search')
    .getByRole('textbox')
    .fill(entities[0] ?? '');
  await page.keyboard.press('Enter');
  await page.getByRole('region', { name: 'In every log' }).waitFor();
  for (const table of ['waf_logs', 'alb_access_logs', 'vpc_flow_logs']) {
    const { records } = planted('http_flood', table);
    expect(count(await lane(page, table, 1))).toBeGreaterThanOrEqual(records);
  }
  expect(await lane(page, 'cloudtrail_logs', 1)).toBe('0');
});

test('a root login without MFA is found by SQL, and its address leads to what else it did', async () => {
  const { entities } = planted('root_login_without_mfa', 'cloudtrail_logs');
  const sql = `SELECT sourceipaddress, count(*) AS logins FROM cloudtrail_logs WHERE eventname = 'ConsoleLogin' AND useridentity.type = 'Root' AND json_extract_scalar(additionaleventdata, '$.MFAUsed') = 'No' GROUP BY 1`;
  const { page } = await world.open(`/sql?sql=${encodeURIComponent(sql)}`);
  await page.getByRole('button', { name: /Run/ }).click();
  await page.getByRole('grid', { name: 'Result' }).waitFor();
  expect(await page.getByRole('gridcell').first().innerText()).toBe(entities[0]);
});

describe('Explore', () => {
  test('drawing zooms, Alt-click excludes, back undoes, a copied link gives the same rows', async () => {
    const { page, problems } = await world.open('/explore?table=waf_logs');
    const chart = page.getByRole('img', { name: /over time/ });
    const box = await chart.boundingBox();
    if (box === null) throw new Error('no chart');
    const whole = await page.getByText(/^[\d,]+ rows$/).innerText();
    await page.mouse.move(box.x + box.width * 0.6, box.y + 90);
    await page.mouse.down();
    await page.mouse.move(box.x + box.width * 0.8, box.y + 90, { steps: 8 });
    await page.mouse.up();
    await page.waitForURL(/range=2026|range=20\d\d/);
    await expect.poll(() => page.getByText(/^[\d,]+ rows$/).innerText()).not.toBe(whole);
    const zoomed = page.url();
    const action = page.getByRole('gridcell').getByRole('button', { name: 'ALLOW' }).first();
    await action.click({ modifiers: ['Alt'] });
    await page.getByText('action is not ALLOW').waitFor();
    await page.locator('section[aria-label="Rows over time"][aria-busy="false"]').waitFor();
    const [link, shown] = [page.url(), await page.getByText(/^[\d,]+ rows$/).innerText()];
    await page.goBack();
    expect(page.url()).toBe(zoomed);
    const other = await world.open(link.slice(world.url.length));
    expect(await other.page.getByText(/^[\d,]+ rows$/).innerText()).toBe(shown);
    expect(problems).toEqual([]);
  });

  test('an export holds just the rows of the question', async () => {
    const { entities, records } = planted('scanner_probing', 'waf_logs');
    const filter = encodeURIComponent(
      JSON.stringify({ op: 'equals', field: 'client_ip', value: entities[0] }),
    );
    const { page } = await world.open(`/explore?table=waf_logs&columns=client_ip,action&f=${filter}`);
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'NDJSON' }).click(),
    ]);
    const lines = readFileSync(await download.path(), 'utf8')
      .trim()
      .split('\n');
    expect(lines).toHaveLength(records);
    expect(lines.every((line) => (JSON.parse(line) as { client_ip: string }).client_ip === entities[0])).toBe(
      true,
    );
  });

  test('rows come as one scrolls; only those in sight are in the document', async () => {
    const { page } = await world.open('/explore?table=waf_logs');
    const grid = page.getByRole('grid');
    const rows = async () => Number(await grid.getAttribute('aria-rowcount'));
    expect(await rows()).toBe(500);
    for (let more = 1000; more <= 5000; more += 500) {
      await grid.evaluate((element) => element.scrollTo(0, element.scrollHeight));
      await expect.poll(rows, { timeout: 20_000 }).toBeGreaterThanOrEqual(more);
    }
    expect(await grid.getByRole('row').count()).toBeLessThan(100);
  });

  test('an event opens with all its fields, by keyboard too', async () => {
    const { page } = await world.open('/explore?table=waf_logs');
    await page.getByRole('gridcell').first().getByRole('button').focus();
    await page.keyboard.press('Enter');
    const event = page.getByRole('complementary', { name: 'Event' });
    await event.getByText('httprequest.clientip').waitFor();
    const first = page.url();
    await page.getByRole('grid').focus();
    await page.keyboard.press('ArrowDown');
    await expect.poll(() => page.url()).not.toBe(first);
    expect(new URL(page.url()).searchParams.has('event')).toBe(true);
  });
});

test('a server that fails or is slow is told, with a way on', async () => {
  const { page } = await world.open('/explore?table=waf_logs');
  await page.route('**/api/v1/histogram', (route) =>
    route.fulfill({
      status: 503,
      json: { error: { message: 'too many requests wait', hint: 'ask again in a moment' } },
    }),
  );
  await page.getByRole('button', { name: 'Refresh', exact: true }).click();
  await page.getByRole('alert').getByText('too many requests wait').waitFor({ timeout: 20_000 });
  await page.unroute('**/api/v1/histogram');
  await page.getByRole('button', { name: 'Try again' }).click();
  await page.getByRole('img', { name: /over time/ }).waitFor();
  expect(await page.getByRole('alert').count()).toBe(0);
});

test('nothing is asked of other hosts, and no script may come from elsewhere', async () => {
  const { page } = await world.open('/boards?board=waf');
  const hosts = await page.evaluate(() =>
    performance.getEntriesByType('resource').map(({ name }) => new URL(name).host),
  );
  expect(new Set(hosts)).toEqual(new Set([new URL(world.url).host]));
  const response = await page.request.get(world.url);
  expect(response.headers()['content-security-policy']).toMatch(/script-src 'self';/);
});

describe.each(['light', 'dark'] as const)('accessibility, %s', (theme) => {
  test.each([
    '/',
    '/explore?table=waf_logs',
    '/boards?board=waf',
    '/boards?board=cloudtrail',
    '/entity?value=203.0.113.99',
    '/hunt',
    '/sources',
    '/sql',
  ])('%s has no violation of WCAG 2.2 AA that axe finds', async (path) => {
    const { page, problems } = await world.open(path, theme);
    await page.waitForTimeout(300);
    const { violations } = await new AxeBuilder({ page })
      .withTags(['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa'])
      .analyze();
    expect(
      violations.map(
        ({ id, nodes }) =>
          `${id}: ${nodes
            .map(({ html }) => html.slice(0, 160))
            .slice(0, 3)
            .join(' | ')}`,
      ),
    ).toEqual([]);
    expect(problems).toEqual([]);
  });
});
