import { expect, test } from 'vitest';
import { reflowed } from './reflow.ts';

test('JSON gets a line for each member, as RFC 8259 lets spaces stand between its parts', () => {
  expect(reflowed('{"a":[1,{"b":null}],"c":{},"d":[]}')).toBe(
    '{\n  "a": [\n    1,\n    {\n      "b": null\n    }\n  ],\n  "c": {},\n  "d": []\n}',
  );
});

test('nothing but spaces changes: digits, escapes, repeated keys, brackets within texts', () => {
  const text = String.raw`{"n":12345678901234567890.10,"u":"A\u0042\"}{[,:","n":1e400}`;
  expect(reflowed(text)?.split(/\n\s*/).join('').replaceAll('": ', '":')).toBe(text);
});

test.each(['2 123456789012 eni-0 192.0.2.1', '', '"text"', '12', '{"cut": '])(
  '%j is not reflowed',
  (text) => {
    expect(reflowed(text)).toBeUndefined();
  },
);
