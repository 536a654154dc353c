import { chromium, type Browser, type Page } from 'playwright-core';
import { afterAll, beforeAll, inject } from 'vitest';
import type { Incident, Lake } from './world.ts';

/** Chromium of the system; `CHROMIUM` names another. */
const CHROMIUM = process.env['CHROMIUM'] ?? '/usr/bin/chromium';

export const launch = (): Promise<Browser> =>
  chromium.launch({
    executablePath: CHROMIUM,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });

export interface Look {
  readonly theme?: 'light' | 'dark';
  readonly width?: number;
}

export interface OpenPage {
  readonly page: Page;
  /** Errors of the page and its console. */
  readonly problems: readonly string[];
}

/** What comes on an idle machine within a second may take long on a busy one: no test is about time. */
const PATIENCE_MILLISECONDS = 90_000;
const QUIET_MILLISECONDS = 250;

/** Waits until nothing is on its way for a moment: no question, no chunk, no spinner. */
export async function settled(page: Page): Promise<void> {
  await page.waitForLoadState('networkidle');
  await page.evaluate(() => delete document.body.dataset['quiet']);
  await page.waitForFunction(
    (long) => {
      const { dataset } = document.body;
      const isBusy = document.querySelector('[data-waiting], .frame [aria-busy="true"]') !== null;
      const hasContent = document.querySelector('main .content > :not(h1)') !== null;
      if (isBusy || !hasContent) delete dataset['quiet'];
      else dataset['quiet'] ??= String(performance.now());
      return performance.now() - Number(dataset['quiet'] ?? Infinity) > long;
    },
    QUIET_MILLISECONDS,
    { timeout: PATIENCE_MILLISECONDS },
  );
}

/** A new page in a context of its own, with whatever went wrong in it. */
export async function openPage(
  browser: Browser,
  url: string,
  { theme = 'light', width = 1440 }: Look = {},
): Promise<OpenPage> {
  const context = await browser.newContext({
    viewport: { width, height: 1000 },
    colorScheme: theme,
    acceptDownloads: true,
    permissions: ['clipboard-read', 'clipboard-write'],
  });
  const page = await context.newPage();
  page.setDefaultTimeout(PATIENCE_MILLISECONDS);
  const problems: string[] = [];
  page.on('pageerror', (error) => problems.push(String(error)));
  page.on('console', (message) => {
    if (message.type() === 'error') problems.push(message.text());
  });
  await page.goto(url);
  await settled(page);
  return { page, problems };
}

/** A browser before one of the lakes, for the tests of a file. */
export function useLake(name: 'demo' | 'empty' | 'hostile' | 'many') {
  const lake: Lake = inject(name);
  let browser: Browser;
  beforeAll(async () => {
    browser = await launch();
  });
  afterAll(() => browser.close());
  return {
    lake,
    open: (path: string, look?: Look) => openPage(browser, `${lake.url}${path}`, look),
    /** Without waiting for its answers. */
    newPage: async () => (await browser.newContext()).newPage(),
    planted: (type: string, table: string): Incident => {
      const found = lake.truth.find((each) => each.type === type && each.table === table);
      if (found === undefined) throw new Error(`${type} was not planted in ${table}`);
      return found;
    },
  };
}

export const count = (text: string): number => Number(text.replaceAll(',', ''));

/** Text of a cell of the lanes table, by table and column. */
export async function lane(page: Page, table: string, column: number): Promise<string> {
  const region = page.getByRole('region', { name: 'Findings per table' });
  const row = region.getByRole('row').filter({ has: page.getByRole('cell', { name: table, exact: true }) });
  return row.getByRole('cell').nth(column).innerText();
}
