import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { catalogue } from '#formats';
import type { Format } from '#format';
import { Random } from '#simulate';
import { mutatedObject } from '../../test/mutated-object.ts';
import { seedsOf, simulatedSeeds, type Seeds } from '../../test/seed-records.ts';
import { BLOCK_BYTES } from './block-memory.ts';
import { DEFAULT_LIMITS } from './limits.ts';
import { ObjectPasses } from './object-pass.ts';
import { SpoolSet } from './spool-set.ts';

let seeds: ReadonlyMap<string, Seeds>;

beforeAll(async () => {
  seeds = await simulatedSeeds();
});

type Objects = readonly (Uint8Array | string)[];

/** What reading objects leaves: their outcomes and every spool's bytes. */
async function read(format: Format, objects: Objects, isOneByOne: boolean) {
  const folder = mkdtempSync(join(tmpdir(), 'levee-block-'));
  try {
    const spools = new SpoolSet(format, folder);
    const given = { format, spools, limits: DEFAULT_LIMITS, explainAll: false, oneByOne: isOneByOne };
    const passes = new ObjectPasses(given);
    const outcomes = [];
    for (const [ordinal, bytes] of objects.entries()) {
      const path = join(folder, `object-${ordinal}`);
      writeFileSync(path, bytes);
      outcomes.push(await passes.run({ ordinal, path }));
    }
    const lines = spools
      .finish()
      .filter(({ bytes }) => bytes > 0)
      .map(({ lane, tokens, path }) => [`${lane} ${tokens.join(' ')}`, readFileSync(path, 'latin1')]);
    return { outcomes, spools: Object.fromEntries(lines) as Record<string, string> };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const inBlocks = (format: Format, objects: Objects) => read(format, objects, false);
const oneByOne = (format: Format, objects: Objects) => read(format, objects, true);

const formats = catalogue.map(({ format }) => [format.name, format] as const);

test.each(formats)(
  '%s: reading in blocks leaves the same bytes as reading one by one',
  { timeout: 300_000 },
  async (_name, format) => {
    const random = new Random('blocks', format.name, 11);
    const objects = Array.from(
      { length: 50 },
      () => mutatedObject(seedsOf(seeds, format.name), random).bytes,
    );
    expect(await inBlocks(format, objects)).toEqual(await oneByOne(format, objects));
  },
);

/** A whole object of at least so many bytes. */
function objectOf({ records, wrap }: Seeds, bytes: number): Buffer {
  const least = records.reduce((sum, record) => sum + record.length, 0) / records.length;
  const count = Math.ceil((bytes * 1.05) / least);
  const whole = wrap(
    Array.from({ length: count }, (_, at) => Buffer.from(records[at % records.length] ?? '')),
  );
  expect(whole.length).toBeGreaterThan(bytes);
  return whole;
}

test.each(formats)(
  '%s: an object of several blocks, ending anywhere',
  { timeout: 300_000 },
  async (_name, format) => {
    const seed = seedsOf(seeds, format.name);
    const whole = objectOf(seed, 1.5 * BLOCK_BYTES);
    const short = objectOf(seed, 0.25 * BLOCK_BYTES);
    const objects = [whole, whole.subarray(0, whole.length - 40), short.subarray(0, -1), short.subarray(7)];
    expect(await inBlocks(format, objects)).toEqual(await oneByOne(format, objects));
  },
);

const albAccess = catalogue.map(({ format }) => format).find(({ name }) => name === 'alb-access');

/** A load balancer's line with its own client, request and user agent. */
const line = (client: string, request: string, agent: string): string =>
  lineAt('2026-05-04T12:00:00.000000Z', { client, request, agent });

const lineAt = (
  time: string,
  { client, request, agent }: { client: string; request: string; agent: string },
): string =>
  `https ${time} app/a/1 ${client} 10.0.0.1:80 0.001 0.002 0.000 200 200 10 20 "${request}" "${agent}" - - arn "t" "d" "c" 0 2026-05-04T12:00:00.000000Z "forward" "-" "-" "10.0.0.1:80" "200" "-" "-" TID\n`;

test('what is odd in a line is left to the reader of lines', async () => {
  if (albAccess === undefined) throw new Error('no alb-access');
  const good = line('192.0.2.1:5', 'GET https://a.example:443/ HTTP/2.0', 'curl');
  const parts = { client: '192.0.2.1:5', request: 'GET / HTTP/1.1', agent: 'x' };
  const odd = [
    line('[2001:db8::1]:443', 'GET https://a.example/é HTTP/2.0', 'ünïcode'),
    line('192.0.2.1:5', 'GET https://a.example/a b HTTP/2.0', 'with "quotes" inside'),
    line('192.0.2.1:5', '- - - ', 'back\\slash\\'),
    line('192.0.2.1', 'GET / HTTP/1.1', ''),
    line('192.0.2.1:99999999', 'GET / HTTP/1.1', '-'),
    line('-', '-', '-'),
    line('192.0.2.1:5', 'GET / HTTP/1.1', 'tab\there'),
    lineAt('2026-02-30T12:00:00.000000Z', parts),
    lineAt('2026-05-04T24:00:00.000000Z', parts),
    '\n\r\n',
    good.replace('\n', '\r\n'),
    good.replace('\n', ' \n'),
    good.replace(' "t"', '  "t"'),
    good.replace('TID', 'TID extra'),
    Buffer.concat([
      Buffer.from(good.slice(0, 200)),
      Buffer.from([0xff, 0xc0, 0x80]),
      Buffer.from(good.slice(200)),
    ]).toString('latin1'),
  ];
  const objects = [good + odd.map((text) => text + good).join(''), ...odd.map((text) => good + good + text)];
  expect(await inBlocks(albAccess, objects)).toEqual(await oneByOne(albAccess, objects));
});
