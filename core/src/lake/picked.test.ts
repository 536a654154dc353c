import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { copyFile, mkdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openDuckdb } from '#adapter';
import type { Field } from '#format';
import { cutFile } from '#parquet';
import { literal, type EmbeddedEngine } from '#port';
import { PickShare } from './pick-share.ts';
import { withPicked } from './picked.ts';
import { PickingThread } from './picking-thread.ts';
import type { ScannedFile, SoughtText } from './scan.ts';

const ROWS = 21_000;
const GROUP = 12_288;

let folder: string;
let engine: EmbeddedEngine;
const rowsOf = (sql: string) => engine.withConnection((connection) => connection.rows(sql));

/** The table's: later files have a column more. */
const FIELDS: readonly Field[] = [
  { id: 1, name: 'i', required: false, type: 'long' },
  { id: 2, name: 'address', required: false, type: 'string' },
  {
    id: 3,
    name: 'ips',
    required: false,
    type: { type: 'list', 'element-id': 4, 'element-required': false, element: 'string' },
  },
  { id: 5, name: 'filler', required: false, type: 'string' },
  { id: 6, name: 'twice', required: false, type: 'string' },
];

const IDS = '{i: 1, address: 2, ips: {__duckdb_field_id: 3, element: 4}, filler: 5, twice: 6}';

/** Every address is on ten neighbouring rows, and one text on all. */
async function written(name: string, more = ''): Promise<string> {
  const path = join(folder, `${name}.parquet`);
  await engine.withConnection((connection) =>
    connection.run(
      `COPY (SELECT i, '192.0.2.' || (i // 10) AS address, CASE i % 3 WHEN 0 THEN NULL WHEN 1 THEN [] ELSE ['10.0.0.' || (i % 7), NULL, address] END AS ips,
         repeat(md5(i::VARCHAR), 4) AS filler, 'same' AS twice${more} FROM range(${ROWS}) r(i) ORDER BY i)
       TO ${literal(path)} (FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE ${GROUP}, FIELD_IDS ${IDS})`,
    ),
  );
  return path;
}

async function cutInto(path: string, key: string): Promise<void> {
  await mkdir(dirname(join(folder, key)), { recursive: true });
  expect(await cutFile(path, join(folder, key))).toBeDefined();
}

const [CUT, OTHER, WIDER] = ['data/cut.parquet', 'data/other.parquet', 'data/wider.parquet'];

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'levee-picked-'));
  engine = await openDuckdb({ threads: 1 });
  const path = await written('plain');
  await cutInto(path, CUT);
  for (const key of [OTHER, ...COPIES]) await copyFile(join(folder, CUT), join(folder, key));
  await cutInto(await written('wide', ', i * 2 AS doubled'), WIDER);
});
afterAll(() => {
  engine.close();
  rmSync(folder, { recursive: true, force: true });
});

const address = (text: string): SoughtText => ({ column: { id: 2, path: ['address'], isList: false }, text });
const element = (text: string): SoughtText => ({ column: { id: 3, path: ['ips'], isList: true }, text });
const twice = (text: string): SoughtText => ({ column: { id: 6, path: ['twice'], isList: false }, text });

const file = (
  key: string,
  sought: ScannedFile['sought'],
  rows: ScannedFile['rows'] = [[0, ROWS - 1]],
): ScannedFile =>
  ({
    key,
    path: join(folder, key),
    sizeBytes: statSync(join(folder, key)).size,
    rows,
    sought,
  }) as ScannedFile;

let asked = 0;
async function picked(...files: ScannedFile[]): Promise<ScannedFile[]> {
  asked += 1;
  return withPicked({ folder: join(folder, `own-${asked}`), fields: FIELDS }, files);
}

/** Numbers of the rows that a file has. */
const numbersIn = async ({ path }: { readonly path: string }): Promise<number[]> =>
  (await rowsOf(`SELECT i FROM read_parquet(${literal(path)})`)).map(({ i }) => Number(i));

interface Case {
  readonly what: string;
  readonly sought: ScannedFile['sought'];
  readonly rows?: ScannedFile['rows'];
  readonly expected: readonly number[];
}

test.each<Case>([
  {
    what: 'an address, from two row groups',
    sought: [[[address('192.0.2.1228')]]],
    expected: [12_280, 12_281, 12_282, 12_283, 12_284, 12_285, 12_286, 12_287, 12_288, 12_289],
  },
  {
    what: 'an address, among some rows',
    sought: [[[address('192.0.2.1228')]]],
    rows: [
      [12_285, 12_286],
      [12_289, 20_000],
    ],
    expected: [12_285, 12_286, 12_289],
  },
  { what: 'an element', sought: [[[element('192.0.2.1')]]], expected: [11, 14, 17] },
  {
    what: 'one of two',
    sought: [[[address('192.0.2.0'), element('192.0.2.1')]]],
    rows: [[5, 19]],
    expected: [5, 6, 7, 8, 9, 11, 14, 17],
  },
  { what: 'both of two', sought: [[[address('192.0.2.1')], [element('10.0.0.3')]]], expected: [17] },
  {
    what: 'what either of two places asks for',
    sought: [[[address('192.0.2.1')], [element('10.0.0.3')]], [[address('192.0.2.0')]]],
    rows: [[8, 30]],
    expected: [8, 9, 17],
  },
  { what: 'a text that is in no row', sought: [[[address('192.0.2.')]]], expected: [] },
])('the rows of $what', async ({ sought, rows, expected }) => {
  const found = await picked(file(CUT, sought, rows));
  expect(found).toHaveLength(expected.length === 0 ? 0 : 1);
  expect((await Promise.all(found.map(numbersIn))).flat()).toEqual(expected);
  expect(found.map(({ records, rows: left }) => [records, left])).toEqual(
    found.map(() => [expected.length, undefined]),
  );
});

test('files of one schema are one file, all columns as they were', async () => {
  const sought = [[[address('192.0.2.77')]]];
  const found = await picked(file(CUT, sought), file(OTHER, sought), file(WIDER, sought));
  expect(found).toHaveLength(2);
  const wide = found.find(({ key }) => key === WIDER);
  const whole = await rowsOf(
    `SELECT * FROM read_parquet(${literal(join(folder, WIDER))}) WHERE address = '192.0.2.77' ORDER BY i`,
  );
  expect(whole).toHaveLength(10);
  expect(await rowsOf(`SELECT * FROM read_parquet(${literal(wide?.path ?? '')})`)).toEqual(whole);
  const both = found.filter(({ key }) => key !== WIDER);
  expect((await Promise.all(both.map(numbersIn))).flat().toSorted((left, right) => left - right)).toEqual(
    Array.from({ length: 20 }, (_, at) => 770 + (at >> 1)),
  );
});

test('a file stays as it is where nobody knows what is sought, it has large pages, lacks the column or has too many such rows', async () => {
  const sought = [[[address('192.0.2.77')]]];
  const lacking = [[[{ column: { id: 99, path: ['x'], isList: false }, text: 'x' }]]];
  for (const each of [
    { ...file(CUT, sought), rows: undefined },
    file(CUT, undefined),
    file('plain.parquet', sought),
    file(CUT, lacking),
    file(CUT, [[[twice('same')]]]),
    { ...file(CUT, sought), path: join(folder, 'gone') },
  ])
    expect(await picked(each)).toEqual([each]);
  // Of few rows that is no matter.
  expect(await picked(file(CUT, [[[twice('same')]]], [[0, 99]]))).toMatchObject([{ records: 100 }]);
});

/** Files of which another thread may pick some, and the rows that are picked of them. */
const COPIES = [0, 1, 2, 3, 4, 5].map((at) => `data/copy-${at}.parquet`);
const SEVENTY_SEVEN = COPIES.flatMap(() => Array.from({ length: 10 }, (_, at) => 770 + at)).toSorted(
  (left, right) => left - right,
);

async function pickedWith(picking: Pick<PickingThread, 'help'>): Promise<number[]> {
  asked += 1;
  const files = COPIES.map((key) => file(key, [[[address('192.0.2.77')]]]));
  const found = await withPicked({ folder: join(folder, `own-${asked}`), fields: FIELDS, picking }, files);
  expect(found).toMatchObject([{ records: 60, isOfTable: true }]);
  return (await Promise.all(found.map(numbersIn))).flat().toSorted((left, right) => left - right);
}

test(
  'a thread picks what this one does, from the second scan of several files on',
  { timeout: 30_000 },
  async () => {
    const thread = new PickingThread();
    const files = COPIES.map((key) => file(key, [[[address('192.0.2.77')]]]));
    expect(thread.help(files, new PickShare())).toBeUndefined();
    expect(thread.help(files.slice(0, 3), new PickShare())).toBeUndefined();
    const alone = await thread.help([...files, file('plain.parquet', files[0]?.sought)], new PickShare());
    expect(alone).toMatchObject({ done: [0, 1, 2, 3, 4, 5], left: [6], picked: [{ rows: 60 }] });
    for (let turn = 0; turn < 10; turn += 1) expect(await pickedWith(thread)).toEqual(SEVENTY_SEVEN);
    await thread.close();
  },
);

test('where a thread fails, no row is lost', { timeout: 30_000 }, async () => {
  const gone = new PickingThread();
  await pickedWith(gone);
  const numbers = pickedWith(gone);
  await gone.close();
  expect(await numbers).toEqual(SEVENTY_SEVEN);
  const help = async (_files: unknown, share: PickShare): Promise<never> => {
    // It has taken two files.
    share.next();
    share.next();
    throw new Error('out of memory');
  };
  expect(await pickedWith({ help })).toEqual(SEVENTY_SEVEN);
  const none = (): never => {
    throw new Error('no thread can be made');
  };
  expect(await pickedWith({ help: none })).toEqual(SEVENTY_SEVEN);
});

test('two that share files pick no more than one may', () => {
  const share = new PickShare();
  const other = new PickShare(share.memory);
  expect([share.next(), other.next(), share.next()]).toEqual([0, 1, 2]);
  share.take('rows', 19_000);
  other.take('rows', 1000);
  expect(() => share.take('rows', 1)).toThrow('too many rows');
});
