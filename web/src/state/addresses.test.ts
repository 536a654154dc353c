import { expect, test } from 'vitest';
import { addressAt, networkAt, purposeOf } from './addresses.ts';

// IANA IPv4 and IPv6 Special-Purpose Address Registries.
test.each([
  ['10.255.255.255', 'private (RFC 1918)'],
  ['172.15.255.255', undefined],
  ['172.16.0.0', 'private (RFC 1918)'],
  ['172.31.255.255', 'private (RFC 1918)'],
  ['172.32.0.0', undefined],
  ['100.64.0.1', 'shared address space behind carriers (RFC 6598)'],
  ['100.128.0.0', undefined],
  ['203.0.113.99', 'documentation (RFC 5737)'],
  ['169.254.169.254', 'instance metadata of EC2 (link-local, RFC 3927)'],
  ['169.254.1.1', 'link-local (RFC 3927)'],
  ['8.8.8.8', undefined],
  ['2001:db8::1', 'documentation (RFC 3849)'],
  ['2001:db9::1', undefined],
  ['::1', 'loopback (RFC 4291)'],
  ['::ffff:192.0.2.1', 'an IPv4 address written as IPv6 (RFC 4291)'],
  ['fe80::1', 'link-local (RFC 4291)'],
  ['fd12:3456::', 'private, unique local (RFC 4193)'],
  ['10.0.0.0/9', 'private (RFC 1918)'],
  ['10.0.0.0/7', undefined],
])('%s is %s', (text, purpose) => expect(purposeOf(text)).toBe(purpose));

test.each([
  '',
  '256.1.1.1',
  '1.2.3',
  ':::',
  '1:2:3:4:5:6:7:8:9',
  'g::',
  '1::2::3',
  '10.0.0.0/33',
  '10.0.0.0/a',
  '::/129',
])('%j is no network', (text) => expect(networkAt(text)).toBeUndefined());

test('eight groups, with and without a gap, are the same number', () => {
  expect(addressAt('2001:db8:0:0:0:0:0:1')).toEqual(addressAt('2001:db8::1'));
  expect(addressAt('1:2:3:4:5:6:7::')?.number).toBe(0x1_0002_0003_0004_0005_0006_0007_0000n);
});
