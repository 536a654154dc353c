import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type Browser, type Page } from 'playwright-core';

const LEVEE = join(import.meta.dirname, '../../core/src/bin/levee.ts');

/** Chromium of the system; `CHROMIUM` names another. */
const CHROMIUM = process.env['CHROMIUM'] ?? '/usr/bin/chromium';

/** What the simulation planted (truth.json). */
export interface Incident {
  readonly type: string;
  readonly table: string;
  readonly entities: readonly string[];
  readonly start: string;
  readonly end: string;
  readonly records: number;
}

/** A lake, its server, and a browser before it. */
export interface World {
  readonly folder: string;
  readonly url: string;
  readonly truth: readonly Incident[];
  /** A new page of its own, with whatever went wrong in it. */
  readonly open: (path: string, theme?: 'light' | 'dark') => Promise<OpenPage>;
  /** The command line over the same lake. */
  readonly levee: (...parameters: string[]) => string;
  readonly close: () => Promise<void>;
}

export interface OpenPage {
  readonly page: Page;
  /** Errors of the page and its console. */
  readonly problems: readonly string[];
}

export const hasBrowser = existsSync(CHROMIUM);

/** Fills a lake by `fill`, serves it, and starts a browser. */
export async function openWorld(fill: (folder: string, levee: World['levee']) => void): Promise<World> {
  const folder = mkdtempSync(join(tmpdir(), 'levee-page-'));
  const levee = (...parameters: string[]) =>
    execFileSync(process.execPath, [LEVEE, '--lake', join(folder, 'lake'), ...parameters], {
      encoding: 'utf8',
      maxBuffer: 1 << 28,
    });
  fill(folder, levee);
  const server = spawn(process.execPath, [LEVEE, '--lake', join(folder, 'lake'), 'serve', '--port', '0']);
  const url = await urlOf(server);
  const browser = await chromium.launch({
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
  const truth = join(folder, 'logs/truth.json');
  return {
    folder,
    url,
    levee,
    truth: existsSync(truth) ? (JSON.parse(readFileSync(truth, 'utf8')) as Incident[]) : [],
    open: (path, theme = 'light') => openPage(browser, `${url}${path}`, theme),
    close: async () => {
      await browser.close();
      server.kill('SIGTERM');
      await new Promise((resolve) => server.once('exit', resolve));
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function urlOf(server: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = '';
    const read = (chunk: Buffer) => {
      text += chunk.toString();
      const url = /page and API at (http:\S+)/.exec(text)?.[1];
      if (url !== undefined) resolve(url);
    };
    server.stdout?.on('data', read);
    server.stderr?.on('data', read);
    server.once('exit', () => reject(new Error(`levee serve ended: ${text}`)));
  });
}

async function openPage(browser: Browser, url: string, theme: 'light' | 'dark'): Promise<OpenPage> {
  const context = await browser.newContext({
    viewport: { width: 1440, height: 1000 },
    colorScheme: theme,
    acceptDownloads: true,
  });
  const page = await context.newPage();
  const problems: string[] = [];
  page.on('pageerror', (error) => problems.push(String(error)));
  page.on('console', (message) => {
    if (message.type() === 'error') problems.push(message.text());
  });
  await page.goto(url);
  await page.waitForLoadState('networkidle');
  return { page, problems };
}

/** Three days of simulated logs, and what was planted in them. */
export const demoLake = (folder: string, levee: World['levee']): void => {
  levee('simulate', join(folder, 'logs'), '--days', '3', '--scale', '0.5');
  levee('collect', join(folder, 'logs/AWSLogs'), join(folder, 'logs/s3-access'));
};
