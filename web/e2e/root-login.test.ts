import { expect, test } from 'vitest';
import { count, lane, settled, useLake } from './browser.ts';

const { open, planted } = useLake('demo');

test('a root sign-in without MFA is a tile of the CloudTrail board, and leads to its address', async () => {
  const { entities, records } = planted('root_login_without_mfa', 'cloudtrail_logs');
  const { page, problems } = await open('/boards?board=cloudtrail');
  await page.getByRole('button', { name: /^Root/ }).click();
  await page.getByText('useridentity.type is Root').waitFor();
  await page.getByRole('button', { name: /without MFA/ }).click();
  await settled(page);
  const addresses = page.getByRole('region', { name: 'Source addresses' }).first();
  const address = addresses.getByRole('row').nth(1).getByRole('button').first();
  expect(await address.innerText()).toBe(entities[0]);
  await address.click();
  await page.getByRole('menuitem', { name: 'Follow in every log' }).click();
  await page.getByRole('region', { name: 'In every log' }).waitFor();
  expect(count(await lane(page, 'cloudtrail_logs', 1))).toBeGreaterThanOrEqual(records);
  expect(problems).toEqual([]);
});

test('by SQL it is found too, and the answer is drawn', async () => {
  const { entities } = planted('root_login_without_mfa', 'cloudtrail_logs');
  const sql = `SELECT sourceipaddress, count(*) AS logins FROM cloudtrail_logs WHERE eventname = 'ConsoleLogin' AND useridentity.type = 'Root' AND json_extract_scalar(additionaleventdata, '$.MFAUsed') = 'No' GROUP BY 1`;
  const { page } = await open(`/sql?sql=${encodeURIComponent(sql)}`);
  await page.getByRole('button', { name: /^Run/ }).click();
  await page.getByRole('grid', { name: 'Result' }).waitFor();
  expect(await page.getByRole('gridcell').first().innerText()).toBe(entities[0]);
  await page.getByRole('button', { name: 'Chart' }).click();
  const chart = page.getByRole('region', { name: 'Chart of the result' }).getByRole('img');
  expect(await chart.getAttribute('aria-label')).toContain(entities[0]);
});
