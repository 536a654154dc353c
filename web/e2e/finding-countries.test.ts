import { expect, test } from 'vitest';
import { settled, useLake } from './browser.ts';
import { query } from './world.ts';

const { open, lake } = useLake('demo');

test('countries that findings name stand on the map, and one of them narrows the board', async () => {
  const found = await query(
    lake,
    `SELECT DISTINCT regexp_extract(service, '"countryName":"([^"]+)"', 1) AS country, id FROM guardduty_findings
     WHERE service LIKE '%"countryName"%'`,
  );
  expect(new Set(found.map(({ country }) => country))).toEqual(new Set(['Nigeria', 'Romania']));
  const { page, problems } = await open('/boards?board=guardduty&range=30d');
  const panel = page.getByRole('region', { name: 'Countries of remote addresses' }).first();
  const map = panel.getByRole('img', { name: /^Countries of remote addresses: / });
  const label = (await map.getAttribute('aria-label')) ?? '';
  const of = (country: string) => found.filter((each) => each['country'] === country).length;
  for (const country of ['Nigeria', 'Romania']) expect(label).toContain(`${country} ${of(country)}`);
  await map.locator('path', { hasText: 'Romania' }).click();
  await settled(page);
  await page.getByText('remote_country is Romania').waitFor();
  expect(await map.getAttribute('aria-label')).toBe(
    `Countries of remote addresses: Romania ${of('Romania')}`,
  );
  expect(problems).toEqual([]);
});
