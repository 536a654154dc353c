import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openWorld, type World } from './world.ts';

const PAGES = ['/', '/explore', '/boards', '/entity?value=192.0.2.1', '/hunt', '/sources', '/sql'];

describe('an empty lake', () => {
  let world: World;
  beforeAll(async () => {
    // A file that no format recognises makes the lake without a table.
    world = await openWorld((folder, levee) => {
      writeFileSync(join(folder, 'none.txt'), 'nothing\n');
      levee('collect', join(folder, 'none.txt'));
    });
  });
  afterAll(() => world.close());

  test.each(PAGES)('%s says what to do', async (path) => {
    const { page, problems } = await world.open(path);
    expect((await page.getByRole('main').innerText()).length).toBeGreaterThan(20);
    expect(problems).toEqual([]);
  });
});

const HOSTILE = [
  '<img src=x onerror="window.hacked=1">',
  '<script>window.hacked=1</script>',
  '\u202Egnp.exe',
  '\u001b[2Jgone',
  '=HYPERLINK("http://192.0.2.9")',
  'javascript:window.hacked=1',
  '${window.hacked=1}{{window.hacked=1}}',
  'x'.repeat(1_000_000),
];

describe('a lake of hostile records', () => {
  let world: World;
  beforeAll(async () => {
    world = await openWorld((folder, levee) => {
      const lines = HOSTILE.map((text, at) =>
        JSON.stringify({
          timestamp: Date.now() - at * 60_000,
          formatVersion: 1,
          webaclId: text,
          terminatingRuleId: text,
          action: at % 2 === 0 ? 'BLOCK' : text.slice(0, 100),
          httpRequest: {
            clientIp: '192.0.2.1',
            country: text.slice(0, 20),
            uri: text,
            headers: [{ name: 'Host', value: text }],
            args: text,
          },
        }),
      );
      writeFileSync(join(folder, 'waf.log'), `${lines.join('\n')}\n`);
      levee('collect', join(folder, 'waf.log'), '--format', 'waf');
    });
  });
  afterAll(() => world.close());

  test.each([
    ...PAGES,
    '/explore?table=waf_logs&split=terminatingruleid',
    `/entity?value=${encodeURIComponent(HOSTILE[0] ?? '')}`,
  ])('%s shows it and runs none of it', async (path) => {
    const { page, problems } = await world.open(path);
    const opened = page.getByRole('gridcell').first().getByRole('button');
    if (path.startsWith('/explore')) {
      await opened.click();
      await page.getByRole('complementary', { name: 'Event' }).getByText('httprequest.uri').waitFor();
    }
    expect(await page.evaluate(() => (window as unknown as { hacked?: number }).hacked)).toBeUndefined();
    expect(await page.locator('img, script:not([src])').count()).toBe(0);
    expect(await page.getByRole('main').innerText()).not.toMatch(/[\u202a-\u202e\u2066-\u2069]|\p{Cc}\[2J/u);
    expect(problems).toEqual([]);
  });
});
