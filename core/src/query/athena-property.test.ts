import * as fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { codePoint } from '../../test/code-point.ts';
import { openWorld, type QueryWorld } from './query-world.contract.ts';
import { athenaToDuckdb } from './athena.ts';
import { nameOf, sqlWords } from './sql-words.ts';

/** The translation on any text: what stands in literals, names and comments stays as it is. */
let world: QueryWorld;

beforeAll(async () => {
  world = await openWorld();
});

afterAll(() => world.remove());

const NO_TABLES = new Map<string, string>();
const SEED = { seed: 1, numRuns: 150 };

const quoted = (text: string): string => `'${text.replaceAll("'", "''")}'`;

/** Texts that look like SQL, too. A NUL ends a text in the engine's client; placeholders are refused. */
const anyText = fc
  .oneof(
    fc.string({ unit: codePoint, maxLength: 30 }),
    fc.constantFrom(
      "it's",
      "''",
      'zip(a) -- x',
      '/* filter( */',
      'CAST(a AS VARCHAR)',
      'x -> y',
      '"a"',
      'Δ😀',
      "E'\\n'",
      '\\',
      '[1]',
      'a; b',
    ),
  )
  .filter((text) => !/[\0]|\$__|\$\{|\{\{|<[a-z]/i.test(text) && text.isWellFormed());

const anyName = fc
  .string({
    unit: fc.constantFrom('a', 'Z', 'ü', '名', '_', '9', '-', ' ', '"', 'é'),
    minLength: 1,
    maxLength: 12,
  })
  .map((name) => `"n${name.replaceAll('"', '""')}"`);

/** Four ways to write a text, and a comment of it. */
const fourTimes = ([text, name]: readonly [string, string]): string =>
  `${quoted(text)} AS ${name}, coalesce(nullif(${quoted(text)}, ${quoted(text)}), ${quoted(text)}), element_at(transform(ARRAY[${quoted(text)}], x -> x), 1), CAST(${quoted(text)} AS varchar) /* ${text.replaceAll('*', ' ')} */`;

test('a text literal is answered as it was written, wherever it stands', async () => {
  const texts = fc.array(fc.tuple(anyText, anyName), { minLength: 5, maxLength: 5 });
  await fc.assert(
    fc.asyncProperty(texts, async (given) => {
      const sql = `SELECT ${given.map(fourTimes).join(', ')}`;
      expect(await world.rowsOf(sql)).toEqual([given.flatMap(([text]) => [text, text, text, text])]);
    }),
    { ...SEED, numRuns: 30 },
  );
}, 120_000);

test('every literal of the query is in the translation, in its order', () => {
  const piece = fc.oneof(
    anyText.map(quoted),
    anyName,
    fc.integer().map(String),
    fc.constantFrom(
      '1e10',
      '0.5',
      'x',
      'filter(a, x -> x > 1)',
      'CAST(a AS varchar)',
      '/* c( */',
      '-- c(\n',
      'count_if(b)',
      'a.b',
      'm[1]',
    ),
  );
  fc.assert(
    fc.property(fc.array(piece, { minLength: 1, maxLength: 8 }), (pieces) => {
      const sql = `SELECT ${pieces.join(' , ')}`;
      const textsOf = (text: string) =>
        sqlWords(text).flatMap((word) => (word.kind === 'text' ? [word.text] : []));
      const written = textsOf(athenaToDuckdb(sql, NO_TABLES));
      expect(textsOf(sql).filter((text) => !written.includes(text))).toEqual([]);
    }),
    SEED,
  );
});

test('words put together again are the text, and no input breaks the cutting', () => {
  fc.assert(
    fc.property(fc.string({ unit: codePoint, maxLength: 80 }), (text) => {
      expect(
        sqlWords(text)
          .map((word) => word.text)
          .join(''),
      ).toBe(text);
    }),
    SEED,
  );
});

test('lines keep their number', () => {
  const line = fc.constantFrom(
    'filter(a,\n x -> x)',
    'CAST(\n1 AS\n varchar)',
    'reduce(a,\n0, (s, x) -> s,\n s -> s)',
    'a\n[1]',
    '-- c\n1',
    'zip_with(a, b,\n (x, y) -> x\n)',
  );
  fc.assert(
    fc.property(fc.array(line, { minLength: 1, maxLength: 5 }), (lines) => {
      const sql = `SELECT ${lines.join(',\n')}\nFROM nowhere`;
      const translated = athenaToDuckdb(sql, NO_TABLES);
      // What is put together anew may stand on fewer lines, never on more.
      expect(translated.split('\n').length).toBeLessThanOrEqual(sql.split('\n').length);
      expect(translated.endsWith('\nFROM nowhere')).toBe(true);
    }),
    SEED,
  );
});

/** Sums of lambdas within each other, worked out here as well. */
test('lambdas within lambdas see their own names', async () => {
  const lists = fc.array(fc.array(fc.integer({ min: -9, max: 9 }), { minLength: 1, maxLength: 3 }), {
    minLength: 1,
    maxLength: 3,
  });
  const sums = fc.array(fc.tuple(lists, fc.integer({ min: -5, max: 5 })), { minLength: 4, maxLength: 4 });
  const sqlOf = ([given, least]: readonly [number[][], number]): string => {
    const array = `ARRAY[${given.map((list) => `ARRAY[${list.join(', ')}]`).join(', ')}]`;
    return `reduce(transform(${array}, x -> reduce(filter(x, x -> x > ${least}), 0, (x, y) -> x + y, x -> x)), 0, (x, y) -> x + y, x -> x * 2)`;
  };
  const sumOf = ([given, least]: readonly [number[][], number]): number =>
    given
      .flat()
      .filter((each) => each > least)
      .reduce((total, each) => total + each, 0);
  await fc.assert(
    fc.asyncProperty(sums, async (given) => {
      const sql = `SELECT ${given.map(sqlOf).join(', ')}`;
      expect(await world.rowsOf(sql)).toEqual([given.map((each) => sumOf(each) * 2)]);
    }),
    { seed: 2, numRuns: 10 },
  );
}, 60_000);

test.each(['größe', '名前', '_x', 'x$y'])('%s is a name', (name) => {
  expect(sqlWords(name).map((word) => nameOf(word))).toEqual([name]);
});
