import { expect, test } from 'vitest';
import { trustedClient } from './trusted-client.ts';

const client = trustedClient(['10.0.0.0/8', '198.51.100.7/32', '2001:db8:c::/48']);

test.each([
  ['nobody is trusted but the peer is no hop', '203.0.113.5', '192.0.2.1', '203.0.113.5'],
  ['one hop vouches for the client', '10.0.0.1', '192.0.2.1', '192.0.2.1'],
  ['a forged entry on the left is not believed', '10.0.0.1', '1.1.1.1, 192.0.2.1', '192.0.2.1'],
  ['two hops', '10.0.0.1', '192.0.2.1, 198.51.100.7', '192.0.2.1'],
  ['all entries are hops: the outermost stays', '10.0.0.1', '10.0.0.3, 10.0.0.2', '10.0.0.3'],
  ['no header', '10.0.0.1', null, '10.0.0.1'],
  ['an entry that is no address ends the walk', '10.0.0.1', '192.0.2.1, unknown', '10.0.0.1'],
  ['ports and brackets', '2001:db8:c::1', '[2001:db8::9]:443', '2001:db8::9'],
  ['IPv4 with a port', '10.0.0.1', '192.0.2.1:5555', '192.0.2.1'],
  ['no peer', null, '192.0.2.1', null],
])('%s', (...[, peer, forwarded, expected]) => {
  expect(client(peer, forwarded)).toBe(expected);
});

test('nothing is trusted by default', () => {
  expect(trustedClient([])('10.0.0.1', '192.0.2.1')).toBe('10.0.0.1');
});
