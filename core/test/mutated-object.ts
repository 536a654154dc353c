import { gzipSync } from 'node:zlib';
import type { Random } from '#simulate';
import type { TestObject } from './decode-fixture.ts';
import type { Seeds } from './seed-records.ts';

/** Records of one mutated object. */
export const RECORDS_PER_OBJECT = 25;

type Mutation = (bytes: Buffer, random: Random) => Buffer;

/** Bytes with `gone` of them at `at` replaced. */
const splice = (
  bytes: Buffer,
  at: number,
  { gone = 0, put = Buffer.alloc(0) }: { gone?: number; put?: Buffer },
): Buffer => Buffer.concat([bytes.subarray(0, at), put, bytes.subarray(at + gone)]);
const place = (bytes: Buffer, random: Random): number => random.whole(0, Math.max(0, bytes.length - 1));

const FOREIGN = [
  '"',
  '{',
  '}',
  '[',
  ']',
  ',',
  '\n',
  '\\',
  ' ',
  '\t',
  '-',
  '0',
  ':',
  '\0',
  '\r\n',
  '\uFEFF',
  '\\u0000',
  '\\ud800',
  'é',
  '99999999999999999999',
];

/** What a text may end with: the last one where its record does. */
const ENDINGS = ['\\t', '\\\\', '\\"', '\\u00e9', '\\', 'é', '\\x1'];

/** What happens to logs: flipped bits, cuts, copies, foreign bytes, swapped quotes and separators, other ends of the last text. */
const MUTATIONS: readonly Mutation[] = [
  (bytes) => bytes,
  (bytes, random) => {
    const copy = Buffer.from(bytes);
    const at = place(copy, random);
    copy[at] = (copy[at] ?? 0) ^ (1 << random.whole(0, 7));
    return copy;
  },
  (bytes, random) => bytes.subarray(0, place(bytes, random)),
  (bytes, random) => splice(bytes, place(bytes, random), { gone: random.whole(1, 40) }),
  (bytes, random) => splice(bytes, place(bytes, random), { put: Buffer.from(random.pick(FOREIGN)) }),
  (bytes, random) =>
    splice(bytes, place(bytes, random), { gone: 1, put: Buffer.from([random.whole(0, 255)]) }),
  (bytes, random) => {
    const at = place(bytes, random);
    return splice(bytes, at, { put: bytes.subarray(at, at + random.whole(1, 60)) });
  },
  (bytes, random) =>
    splice(bytes, Math.max(0, bytes.lastIndexOf('"')), { put: Buffer.from(random.pick(ENDINGS)) }),
  (bytes, random) =>
    Buffer.from(
      bytes.toString('latin1').replace(random.pick(['"', ' ', ':', '{']), random.pick(["'", '"', ' ', ''])),
      'latin1',
    ),
];

/** Values of every kind, to stand where others belong. */
const VALUES: readonly unknown[] = [
  null,
  true,
  -1,
  1.5,
  2 ** 60,
  '',
  'text',
  '-',
  '2026-05-04T12:00:00Z',
  '{"a":1}',
  'half \ud800 a pair',
  'nul \0',
  [],
  [[]],
  [null, 'a', { a: 1 }],
  {},
  { '': 0 },
  { unknown: { deep: [1, 'é'] } },
];

/** A JSON record with one value of another kind, a member gone or one that nobody declared; other text unchanged. */
function otherShape(bytes: Buffer, random: Random): Buffer {
  const text = bytes.toString('utf8');
  if (!text.startsWith('{')) return bytes;
  const places: { holder: Record<string, unknown>; key: string }[] = [];
  const record: unknown = JSON.parse(text, function (this: Record<string, unknown>, key, value: unknown) {
    if (key !== '') places.push({ holder: this, key });
    return value;
  });
  const { holder, key } = random.pick(places);
  if (random.chance(0.15)) Reflect.deleteProperty(holder, key);
  else holder[random.chance(0.15) ? `${key}New` : key] = random.pick(VALUES);
  return Buffer.from(JSON.stringify(record));
}

/** How small they are is no matter. */
const QUICKLY = { level: 1 };

/** Gzip in one member, or in two that part anywhere. */
function members(bytes: Buffer, random: Random): Buffer {
  const at = random.chance(0.3) ? place(bytes, random) : 0;
  return Buffer.concat([
    ...(at > 0 ? [gzipSync(bytes.subarray(0, at), QUICKLY)] : []),
    gzipSync(bytes.subarray(at), QUICKLY),
  ]);
}

/** What happens to one record. */
const RECORD_MUTATIONS: readonly Mutation[] = [...MUTATIONS, otherShape, otherShape];

/** An object of records to which things happened, and to which something happened as a whole. */
export function mutatedObject({ records, wrap }: Seeds, random: Random): TestObject {
  const texts = Array.from({ length: RECORDS_PER_OBJECT }, () =>
    random.pick(RECORD_MUTATIONS)(Buffer.from(random.pick(records)), random),
  );
  const whole = wrap(texts);
  const damaged = random.chance(0.15) ? random.pick(MUTATIONS)(whole, random) : whole;
  const packed = random.chance(0.5) ? members(damaged, random) : damaged;
  return {
    key: `object-${random.hex(4)}`,
    bytes: random.chance(0.1) ? random.pick(MUTATIONS)(packed, random) : packed,
  };
}
