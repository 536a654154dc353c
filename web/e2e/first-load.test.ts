import { expect, test } from 'vitest';
import { useLake } from './browser.ts';

const { open, newPage, lake } = useLake('demo');

const MOST_BYTES = 600 * 1024;

test('Home takes at most 600 KB of compressed script and style, kept for ever; charts, map and editor come when needed', async () => {
  const page = await newPage();
  let bytes = 0;
  const names: string[] = [];
  const odd: string[] = [];
  page.on('response', (response) => {
    const path = new URL(response.url()).pathname;
    if (!/\.(?:js|css)$/.test(path)) return;
    const headers = response.headers();
    names.push(path);
    bytes += Number(headers['content-length']);
    if (headers['content-encoding'] !== 'gzip' || !/immutable/.test(headers['cache-control'] ?? ''))
      odd.push(path);
  });
  await page.goto(lake.url);
  await page.waitForLoadState('networkidle');
  expect(names.length).toBeGreaterThan(1);
  expect(odd).toEqual([]);
  expect(bytes).toBeGreaterThan(50 * 1024);
  expect(bytes).toBeLessThanOrEqual(MOST_BYTES);
  expect(names.filter((name) => /chart|world|editor/.test(name))).toEqual([]);
});

test('nothing is asked of other hosts, and no script may come from elsewhere', async () => {
  const { page } = await open('/boards?board=waf');
  const hosts = await page.evaluate(() =>
    performance.getEntriesByType('resource').map(({ name }) => new URL(name).host),
  );
  expect(new Set(hosts)).toEqual(new Set([new URL(lake.url).host]));
  const response = await page.request.get(lake.url);
  expect(response.headers()['content-security-policy']).toMatch(/script-src 'self';/);
});
