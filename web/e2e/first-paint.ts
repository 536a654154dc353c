import type { Browser } from 'playwright-core';
import { launch } from './browser.ts';
import { demo } from './lakes.ts';
import { openLake } from './world.ts';

/**
 * First contentful paint as the browser itself measures it (https://www.w3.org/TR/paint-timing/), of cold loads: each in a browser context of
 * its own, without cache. `npm run page:paint`, or with an address of a page that is served already.
 */
const LOADS = 10;
const PAGES = {
  Home: '/',
  Explore: '/explore?table=waf_logs',
  'a board': '/boards?board=waf',
} as const;

/** Milliseconds from the navigation to the first text or picture. */
async function firstPaint(browser: Browser, url: string): Promise<number> {
  const context = await browser.newContext({ viewport: { width: 1440, height: 1000 } });
  try {
    const page = await context.newPage();
    await page.goto(url);
    const found = await page.waitForFunction(
      () => performance.getEntriesByName('first-contentful-paint')[0]?.startTime,
    );
    return Number(await found.jsonValue());
  } finally {
    await context.close();
  }
}

function median(sorted: readonly number[]): number {
  const middle = sorted.length / 2;
  const [left = Number.NaN, right = Number.NaN] = [sorted[Math.ceil(middle) - 1], sorted[Math.floor(middle)]];
  return (left + right) / 2;
}

async function measure(base: string): Promise<void> {
  const browser = await launch();
  process.stdout.write(
    `${LOADS} cold loads each, ms\n\n| page | median | least | most |\n| --- | --- | --- | --- |\n`,
  );
  for (const [name, path] of Object.entries(PAGES)) {
    const times: number[] = [];
    for (let load = 0; load < LOADS; load += 1) times.push(await firstPaint(browser, `${base}${path}`));
    const sorted = times.toSorted((left, right) => left - right);
    const shown = [median(sorted), sorted[0], sorted.at(-1)].map((time) => Math.round(time ?? Number.NaN));
    process.stdout.write(`| ${name} | ${shown.join(' | ')} |\n`);
  }
  await browser.close();
}

const given = process.argv[2];
if (given === undefined) {
  const lake = await openLake(demo);
  await measure(lake.url);
  await lake.close();
} else await measure(given.replace(/\/$/, ''));
