import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openDuckdb } from '#adapter';
import { literal, type EmbeddedEngine } from '#port';
import { cutApart } from './cut-apart.ts';

const [SMALL, LARGE] = [1000, 1_000_000_000];

let folder: string;
let engine: EmbeddedEngine;
let source: string;
const rowsOf = (sql: string) => engine.withConnection((connection) => connection.rows(sql));

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'levee-apart-'));
  engine = await openDuckdb({ threads: 1 });
  source = join(folder, 'source.parquet');
  await rowsOf(
    `COPY (SELECT i, md5(CAST(i AS VARCHAR)) AS text FROM range(6000) r(i) ORDER BY i) TO ${literal(source)} (FORMAT parquet, COMPRESSION zstd, FIELD_IDS {i: 1, text: 2})`,
  );
});
afterAll(() => {
  engine.close();
  rmSync(folder, { recursive: true, force: true });
});

test('a file is cut the same in a thread of its own, and has its rows', async () => {
  const [here, apart] = [join(folder, 'here.parquet'), join(folder, 'apart.parquet')];
  const cut = await cutApart({ from: source, to: here }, SMALL);
  expect(cut?.columnBytes.size).toBe(2);
  expect(await cutApart({ from: source, to: apart }, LARGE)).toEqual(cut);
  expect(readFileSync(apart).equals(readFileSync(here))).toBe(true);
  expect(readFileSync(apart).length).toBe(cut?.sizeBytes);
  const sums = (path: string) =>
    rowsOf(`SELECT count(*) AS rows, sum(hash(i, text)) AS sum FROM read_parquet(${literal(path)})`);
  expect(await sums(apart)).toEqual(await sums(source));
});

test.each([SMALL, LARGE])(
  'what cannot be cut is left, and what the disk says is told (%i bytes)',
  async (size) => {
    const broken = join(folder, `broken-${size}.parquet`);
    writeFileSync(broken, readFileSync(source).subarray(0, 500));
    expect(await cutApart({ from: broken, to: `${broken}.cut` }, size)).toBeUndefined();
    await expect(cutApart({ from: source, to: join(folder, 'none', 'x') }, size)).rejects.toThrow(
      /^ENOENT: /,
    );
    await expect(cutApart({ from: source, to: source }, size)).rejects.toThrow(/^EEXIST: /);
  },
);
