import { expect, test } from 'vitest';
import { useLake } from './browser.ts';
import { MANY } from './lakes.ts';

const { open } = useLake('many');

test('100,000 rows come as one scrolls, each in its place; only those in sight are in the document', async () => {
  const { page, problems } = await open('/explore?table=waf_logs&columns=httprequest.uri');
  const grid = page.getByRole('grid');
  const rows = async () => Number(await grid.getAttribute('aria-rowcount'));
  while ((await rows()) < MANY) {
    const before = await rows();
    await grid.evaluate((element) => element.scrollTo(0, element.scrollHeight));
    await expect.poll(rows, { timeout: 60_000, interval: 10 }).toBeGreaterThan(before);
  }
  expect(await rows()).toBe(MANY);
  // The newest is the last that was written.
  for (const at of [0, 12_345, 50_000, MANY - 1]) {
    await grid.evaluate((element, to) => {
      const lines = element.querySelector('[role="rowgroup"]')?.clientHeight ?? 0;
      element.scrollTo(0, (lines / 100_000) * to - 100);
    }, at);
    await grid
      .locator(`[aria-rowindex="${at + 1}"]`)
      .getByText(`/page/${MANY - 1 - at}`, { exact: true })
      .waitFor();
    expect(await grid.getByRole('row').count()).toBeLessThan(100);
  }
  expect(problems).toEqual([]);
}, 600_000);

test('with all of them held a step of scrolling is drawn within a fraction of a second', async () => {
  const { page } = await open('/explore?table=waf_logs&columns=httprequest.uri');
  const grid = page.getByRole('grid');
  const rows = async () => Number(await grid.getAttribute('aria-rowcount'));
  while ((await rows()) < 20_000) {
    const before = await rows();
    await grid.evaluate((element) => element.scrollTo(0, element.scrollHeight));
    await expect.poll(rows, { timeout: 60_000, interval: 10 }).toBeGreaterThan(before);
  }
  // Frames, not seconds: each step is in the document after two of them.
  const late = await grid.evaluate(async (element) => {
    const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
    let missed = 0;
    for (let step = 0; step < 40; step += 1) {
      element.scrollTo(0, step * 12_000);
      for (let each = 0; each < 3; each += 1) await frame();
      const box = element.getBoundingClientRect();
      const hit = document.elementFromPoint(box.left + 40, box.top + box.height / 2);
      if (hit?.closest('[role="row"]') === null) missed += 1;
    }
    return missed;
  });
  expect(late).toBe(0);
}, 300_000);
