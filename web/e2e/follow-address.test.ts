import { expect, test } from 'vitest';
import { count, lane, useLake } from './browser.ts';

const { open, planted } = useLake('demo');

test('one address through WAF, load balancer, flow logs and CloudTrail', async () => {
  const { entities } = planted('http_flood', 'waf_logs');
  const { page } = await open('/');
  await page
    .getByRole('search')
    .getByRole('textbox')
    .fill(entities[0] ?? '');
  await page.keyboard.press('Enter');
  await page.getByRole('region', { name: 'In every log' }).waitFor();
  for (const table of ['waf_logs', 'alb_access_logs', 'vpc_flow_logs']) {
    const { records } = planted('http_flood', table);
    expect(count(await lane(page, table, 1))).toBeGreaterThanOrEqual(records);
  }
  expect(await lane(page, 'cloudtrail_logs', 1)).toBe('0');
});

test('it tells what the address is, keeps a note of it, and shows its rows in each log', async () => {
  const { entities } = planted('http_flood', 'waf_logs');
  const { page, problems } = await open(`/entity?value=${entities[0]}`);
  const head = page.getByRole('region', { name: 'What it is' });
  await head.getByText('documentation (RFC 5737)').waitFor();
  await head.getByText('as waf_logs has it').waitFor();
  await head.getByLabel(/Notes/).fill('a flood of one address');
  await page
    .getByRole('button', { name: /^vpc_flow_logs/ })
    .last()
    .click();
  const rows = page.getByRole('region', { name: 'Latest rows of vpc_flow_logs' });
  await rows.getByRole('columnheader', { name: 'dstport' }).waitFor();
  expect(await rows.getByRole('row').nth(1).innerText()).toContain(entities[0]);
  await page.reload();
  expect(await head.getByLabel(/Notes/).inputValue()).toBe('a flood of one address');
  expect(problems).toEqual([]);
});

test.each([
  ['203.0.113.0/24', 'network', /documentation/],
  ['arn:aws:iam::123456789012:user/alice', 'ARN', /123456789012/],
  ['AKIAIOSFODNN7EXAMPLE', 'access key', /long-term key/],
  ['i-0dfbfae03fbce71c6', 'EC2 instance', undefined],
  ['eni-0282c023c1cb17c0e', 'network interface', undefined],
  ['example-customer-exports', 'bucket', undefined],
  ['shop.example.com', 'domain', undefined],
  ['t13d1549h1_fddbbf7c872c_fb238d2b2fae', 'JA4 fingerprint', /TLS 1\.3 over TCP/],
  ['1-6b059f68-0f6350842b9a5174a06687ab', 'request id', undefined],
])('%s is known as %s', async (value, kind, fact) => {
  const { page } = await open(`/entity?value=${encodeURIComponent(value)}`);
  const head = page.getByRole('region', { name: 'What it is' });
  const text = await head.innerText();
  expect(text).toContain(kind);
  expect(text).toMatch(fact ?? /./);
});
