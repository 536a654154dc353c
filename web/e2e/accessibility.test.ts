import { AxeBuilder } from '@axe-core/playwright';
import { describe, expect, test } from 'vitest';
import { useLake } from './browser.ts';

const { open } = useLake('demo');

const PATHS = [
  '/',
  '/explore?table=waf_logs',
  '/boards?board=waf&compare=before',
  ...['cloudtrail', 'vpc-flow', 'alb-access', 's3-access', 'guardduty'].map(
    (board) => `/boards?board=${board}`,
  ),
  '/entity?value=203.0.113.99',
  `/hunt?f=${encodeURIComponent(JSON.stringify({ op: 'equals', field: 'client_ip', value: '203.0.113.99' }))}`,
  '/sources',
  '/sql',
];

describe.each([
  ['light', 1440],
  ['dark', 1440],
  ['light', 360],
  ['dark', 360],
] as const)('%s, %d pixels', (theme, width) => {
  test.each(PATHS)('%s has no violation of WCAG 2.2 AA that axe finds, and fits', async (path) => {
    const { page, problems } = await open(path, { theme, width });
    if (path.startsWith('/explore')) await page.getByRole('gridcell').first().getByRole('button').click();
    await page.waitForTimeout(300);
    const { violations } = await new AxeBuilder({ page })
      .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'])
      .analyze();
    const found = violations.map(({ id, nodes }) => {
      const places = nodes.map(({ html }) => html.slice(0, 160)).slice(0, 3);
      return `${id}: ${places.join(' | ')}`;
    });
    expect(found).toEqual([]);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
    expect(problems).toEqual([]);
  });
});

test('with reduced motion nothing moves', async () => {
  const { page } = await open('/boards?board=waf');
  await page.emulateMedia({ reducedMotion: 'reduce' });
  const moving = await page.evaluate(
    () =>
      [...document.querySelectorAll('*')].filter((element) => {
        const { transitionDuration, animationName } = getComputedStyle(element);
        return animationName !== 'none' || !/^(?:0s(?:, )?)+$/.test(transitionDuration);
      }).length,
  );
  expect(moving).toBe(0);
});
