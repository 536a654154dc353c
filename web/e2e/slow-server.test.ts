import type { Route } from 'playwright-core';
import { expect, test } from 'vitest';
import { useLake } from './browser.ts';

const { open, newPage, lake } = useLake('demo');

test('a server that fails is told, with a way on', async () => {
  const { page } = await open('/explore?table=waf_logs');
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

test.each(['/', '/explore?table=waf_logs', '/boards', '/entity?value=192.0.2.1', '/sources'])(
  '%s without a server says so, never nothing',
  async (path) => {
    const page = await newPage();
    await page.route('**/api/v1/**', (route) => route.abort('connectionrefused'));
    await page.goto(`${lake.url}${path}`);
    await page.getByRole('alert').first().waitFor({ timeout: 20_000 });
    expect(await page.getByRole('alert').first().innerText()).toContain('Is levee serve still running?');
  },
);

test('a slow question shows that it runs and can be stopped, which the server hears; then it can be asked again', async () => {
  const page = await newPage();
  const held: Route[] = [];
  const stopped: string[] = [];
  page.on('requestfailed', (request) => stopped.push(new URL(request.url()).pathname));
  await page.route('**/api/v1/board', (route) => void held.push(route));
  await page.goto(`${lake.url}/boards?board=waf`);
  await page.getByText('Asking for AWS WAF').waitFor();
  await page.getByRole('progressbar', { name: 'Answered' }).waitFor();
  await page.getByRole('button', { name: 'Stop' }).click();
  await expect.poll(() => stopped).toContain('/api/v1/board');
  await page.getByText('Stopped', { exact: true }).waitFor();
  await page.unroute('**/api/v1/board');
  await page.getByRole('button', { name: 'Ask again' }).click();
  await page.getByRole('region', { name: 'Totals' }).waitFor();
  expect(held.length).toBeGreaterThan(0);
});

test('an answer that comes with its progress is shown as far as it is', async () => {
  const { page } = await open('/explore?table=waf_logs');
  const answer = await page.evaluate(async () => {
    const range = { from: '2020-01-01T00:00:00Z', to: '2020-01-02T00:00:00Z' };
    const response = await fetch('/api/v1/histogram', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ table: 'waf_logs', range }),
    });
    return response.text();
  });
  await page.route('**/api/v1/histogram', (route) =>
    route.fulfill({
      contentType: 'application/x-ndjson',
      body: `{"progress":{"share":0.5,"elapsedMs":300}}\n{"answer":${answer}}\n`,
    }),
  );
  await page.getByRole('button', { name: 'Refresh', exact: true }).click();
  await page.getByText('No rows in this time range with these filters').waitFor();
  expect(answer).toContain('"total":0');
});
