import { constants, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { formatNamed, sums } from '../decode-fixture.ts';
import { wafLine, flowHeader, flowLine, kinds, openObjectDecoder, type ObjectDecoder } from './one-object.ts';

/** Objects that are compressed or not, cut off, damaged or empty: each with what must become of it, worked out by hand. */
let odd: ObjectDecoder;

beforeAll(async () => {
  odd = await openObjectDecoder();
});

afterAll(() => odd.decoder.close());

test('an empty object has no records', async () => {
  expect(await odd.outcome('waf', '')).toEqual({ rows: 0, kinds: [] });
  expect(await odd.outcome('vpc-flow', '')).toEqual({ rows: 0, kinds: [] });
  expect(await odd.outcome('cloudtrail', '')).toEqual({ rows: 0, kinds: [] });
});

test('an empty gzip has no records', async () => {
  expect(await odd.outcome('waf', gzipSync(''))).toEqual({ rows: 0, kinds: [] });
});

test('gzip or not is told by the bytes, not by the name', async () => {
  const plain = { key: 'named.log.gz', bytes: `${wafLine()}\n` };
  const packed = { key: 'named.log', bytes: gzipSync(`${wafLine()}\n`) };
  const decoded = await odd.decoder.decode(formatNamed('waf'), [plain, packed]);
  expect(sums(decoded.outcomes)).toEqual({ records: 2, rows: 2, rejects: 0 });
});

test('several gzip members are one text', async () => {
  const half = Math.floor(wafLine().length / 2);
  const text = `${wafLine()}\n${wafLine()}\n`;
  const members = Buffer.concat([gzipSync(text.slice(0, half)), gzipSync(text.slice(half))]);
  expect(await odd.outcome('waf', members)).toEqual({ rows: 2, kinds: [] });
});

const manyLines = Array.from({ length: 3000 }, (_, at) => wafLine(`/${at}/${Math.sin(at)}`)).join('\n');

test('a cut-off gzip leaves every whole record before the cut, one reject of the half record and one of the damage', async () => {
  const bytes = gzipSync(`${manyLines}\n`);
  const decoded = await odd.decode('waf', bytes.subarray(0, Math.floor(bytes.length * 0.6)), {
    select: 'httprequest.uri',
  });
  const { records, rows, rejects } = sums(decoded.outcomes);
  expect(records).toBe(rows + rejects);
  expect(rows).toBeGreaterThan(1000);
  expect(new Set(kinds(decoded))).toEqual(new Set(['cut_record', 'gzip_cut']));
  expect(rejects).toBe(2);
});

test('a cut-off gzip of lines keeps no half line as a row', async () => {
  const lines = Array.from({ length: 3000 }, (_, at) => flowLine.replace('49152', String(1024 + at))).join(
    '\n',
  );
  const bytes = gzipSync(`${flowHeader}\n${lines}\n`);
  const decoded = await odd.decode('vpc-flow', bytes.subarray(0, Math.floor(bytes.length * 0.6)), {
    select: 'log_status',
  });
  expect(decoded.rows.length).toBeGreaterThan(1000);
  expect(decoded.rows.every((row) => row['log_status'] === 'OK')).toBe(true);
  expect(kinds(decoded)).toContain('gzip_cut');
});

test('garbage behind the gzip is reported, padding with zeros is not', async () => {
  const good = gzipSync(`${wafLine()}\n`);
  expect(await odd.outcome('waf', Buffer.concat([good, Buffer.from('garbage')]))).toEqual({
    rows: 1,
    kinds: ['gzip_trailing'],
  });
  expect(await odd.outcome('waf', Buffer.concat([good, Buffer.alloc(512)]))).toEqual({ rows: 1, kinds: [] });
});

test('two good members with a broken one between: both good ones are kept', async () => {
  const broken = gzipSync(`${manyLines}\n`);
  broken.fill(0xff, 40, 60);
  const bytes = Buffer.concat([
    gzipSync(`${wafLine('/first')}\n`),
    broken,
    gzipSync(`${wafLine('/last')}\n`),
  ]);
  const decoded = await odd.decode('waf', bytes, { select: 'httprequest.uri AS uri' });
  const uris = decoded.rows.map((row) => row['uri']);
  expect(uris).toContain('/first');
  expect(uris).toContain('/last');
  expect(kinds(decoded)).toContain('gzip_corrupt');
});

test('a 0-byte object beside good ones', async () => {
  const good = { key: 'good', bytes: gzipSync(`${wafLine()}\n`) };
  const decoded = await odd.decoder.decode(formatNamed('waf'), [good, { key: 'empty', bytes: '' }, good]);
  expect(decoded.outcomes.map(({ records, rows }) => [records, rows])).toEqual([
    [1, 1],
    [0, 0],
    [1, 1],
  ]);
});

test('a gzip bomb is stopped at the limit and said so', async () => {
  // As small as by the usual way, which takes four times as long.
  const bomb = gzipSync(Buffer.alloc(110_000_000, ' '), { strategy: constants.Z_RLE });
  const decoded = await odd.decode('waf', bomb);
  expect(kinds(decoded)).toContain('object_too_large');
  expect(decoded.rejects[0]?.['reason']).toContain('maxInflationRatio');
  const large = await odd.decode('waf', gzipSync(`${manyLines}\n`), { limits: { maxObjectBytes: 100_000 } });
  expect(kinds(large)).toContain('object_too_large');
  expect(sums(large.outcomes).rows).toBeGreaterThan(0);
});
