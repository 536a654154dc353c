import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Page } from 'playwright-core';
import { launch, openPage, settled } from './browser.ts';
import { demo } from './lakes.ts';
import { openLake } from './world.ts';

const filter = (condition: object): string => encodeURIComponent(JSON.stringify(condition));
const FLOOD = { op: 'equals', field: 'client_ip', value: '203.0.113.99' };
const SQL =
  'SELECT httprequest.country AS country, count(*) AS requests FROM waf_logs GROUP BY 1 ORDER BY 2 DESC';

/** Every page in both themes at three widths, to be looked at: `npm run page:screenshots -- FOLDER`. */
const PAGES = {
  home: '/',
  explore: `/explore?table=waf_logs&f=${filter(FLOOD)}`,
  'board-waf': '/boards?board=waf&range=2d&compare=before',
  'board-cloudtrail': '/boards?board=cloudtrail',
  'board-vpc-flow': '/boards?board=vpc-flow',
  'board-alb-access': '/boards?board=alb-access',
  'board-s3-access': '/boards?board=s3-access',
  'board-guardduty': '/boards?board=guardduty',
  entity: '/entity?value=203.0.113.99',
  hunt: `/hunt?f=${filter(FLOOD)}`,
  sources: '/sources',
  sql: `/sql?sql=${encodeURIComponent(SQL)}`,
} as const;
/** What is done on a page before it is drawn. */
const begin: Readonly<Partial<Record<string, (page: Page) => Promise<void>>>> = {
  sql: (page) => page.getByRole('button', { name: /^Run/ }).click(),
  explore: (page) => page.getByRole('gridcell').first().getByRole('button').click(),
};
const WIDTHS = [360, 1440, 3840];
/** Charts are drawn after their numbers have come. */
const DRAWN_MILLISECONDS = 600;

const folder = resolve(process.argv[2] ?? 'screenshots');
mkdirSync(folder, { recursive: true });
const lake = await openLake(demo);
const browser = await launch();
for (const theme of ['light', 'dark'] as const)
  for (const [name, path] of Object.entries(PAGES))
    for (const width of WIDTHS) {
      const { page } = await openPage(browser, `${lake.url}${path}`, { theme, width });
      await begin[name]?.(page);
      await settled(page);
      await page.waitForTimeout(DRAWN_MILLISECONDS);
      const file = join(folder, `${name}-${theme}-${width}.png`);
      await page.screenshot({ path: file, fullPage: true });
      process.stdout.write(`${file}\n`);
      await page.context().close();
    }
await browser.close();
await lake.close();
