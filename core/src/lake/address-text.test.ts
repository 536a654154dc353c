import { expect, test } from 'vitest';
import { canonicalAddress, CANONICAL_SURELY, isCanonicalAddress } from './address-text.ts';

// RFC 5952, sections 2 and 4.
test.each([
  ['2001:db8::1', '2001:db8::1'],
  ['2001:0db8::0001', '2001:db8::1'],
  ['2001:db8:0:0:1:0:0:1', '2001:db8::1:0:0:1'],
  ['2001:db8:0:1:1:1:1:1', '2001:db8:0:1:1:1:1:1'],
  ['2001:db8::1:1:1:1:1', '2001:db8:0:1:1:1:1:1'],
  ['2001:DB8::A', '2001:db8::a'],
  ['192.0.2.1', '192.0.2.1'],
  ['::ffff:192.0.2.1', undefined],
  ['::ffff:c000:201', undefined],
  ['fe80::1%eth0', undefined],
  ['192.0.2.01', undefined],
  ['02:00:5e:10:00:00', undefined],
  ['', undefined],
])('%s is written %s', (text, canonical) => {
  expect(canonicalAddress(text)).toBe(canonical);
  expect(isCanonicalAddress(text)).toBe(text === canonical);
});

test('what the engine takes for canonical without a closer look is so', () => {
  const sure = new RegExp(`^(?:${CANONICAL_SURELY})$`);
  const groups = ['1', 'ab', 'ffff', '1000'];
  const texts = [0, 1, 2, 3, 4, 5, 6, 7, 8].flatMap((left) =>
    [0, 1, 2, 3, 4, 5, 6, 7].flatMap((right) =>
      groups.map((group) => {
        const many = (count: number) => Array.from({ length: count }, () => group).join(':');
        return `${many(left)}::${many(right)}`;
      }),
    ),
  );
  const plain = groups.map((group) => Array.from({ length: 8 }, () => group).join(':'));
  const taken = [...texts, ...plain, '::ffff:1.2.3.4', '2001:0db8::1', '1:0::2'].filter((text) =>
    sure.test(text),
  );
  expect(taken.length).toBeGreaterThan(30);
  expect(taken.filter((text) => !isCanonicalAddress(text))).toEqual([]);
});
