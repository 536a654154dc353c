import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { demoLake, openWorld } from './world.ts';

/** Every page in both themes at three widths, to be looked at: `npm run page:screenshots -- FOLDER`. */
const PAGES = {
  home: '/',
  explore: '/explore?table=waf_logs',
  'board-waf': '/boards?board=waf',
  'board-cloudtrail': '/boards?board=cloudtrail',
  entity: '/entity?value=203.0.113.99',
  hunt: `/hunt?f=${encodeURIComponent(JSON.stringify({ op: 'equals', field: 'client_ip', value: '203.0.113.99' }))}`,
  sources: '/sources',
  sql: '/sql',
} as const;
const WIDTHS = [360, 1440, 2560];
/** Charts are drawn after their numbers have come. */
const DRAWN_MILLISECONDS = 700;

const folder = resolve(process.argv[2] ?? 'screenshots');
mkdirSync(folder, { recursive: true });
const world = await openWorld(demoLake);
for (const theme of ['light', 'dark'] as const)
  for (const [name, path] of Object.entries(PAGES)) {
    const { page } = await world.open(path, theme);
    for (const width of WIDTHS) {
      await page.setViewportSize({ width, height: 1000 });
      await page.waitForTimeout(DRAWN_MILLISECONDS);
      const file = join(folder, `${name}-${theme}-${width}.png`);
      await page.screenshot({ path: file, fullPage: true });
      process.stdout.write(`${file}\n`);
    }
    await page.close();
  }
await world.close();
