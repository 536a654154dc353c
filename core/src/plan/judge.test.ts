import * as fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openDuckdb } from '#adapter';
import { parseJson, stringifyJson } from '#kernel';
import { literal, type EmbeddedEngine } from '#port';
import { judgeOf, type Bounds } from './judge.ts';
import { isNode, nodesIn, type Node } from './node.ts';

const TYPES: Readonly<Record<string, string>> = {
  least0: 'VARCHAR',
  greatest0: 'VARCHAR',
  least1: 'BIGINT',
  greatest1: 'INTEGER',
  least2: 'TIMESTAMPTZ',
  greatest2: 'TIMESTAMPTZ',
  ratio: 'DOUBLE',
};

const world = { typeOf: (name: string) => TYPES[name], now: BigInt(Date.UTC(2026, 4, 20)) * 1000n };

let engine: EmbeddedEngine;

beforeAll(async () => {
  engine = await openDuckdb({});
});

afterAll(() => engine.close());

const rows = (sql: string) => engine.withConnection((connection) => connection.rows(sql));

/** Expressions as the engine's parser gives them. */
async function nodesOf(expressions: readonly string[]): Promise<readonly Node[]> {
  const sql = `SELECT ${expressions.join(', ')}`;
  const [row] = await rows(`SELECT json_serialize_sql(${literal(sql)}) AS tree`);
  const tree = parseJson(String(row?.['tree'])) as unknown as { statements: { node: Node }[] };
  const items = nodesIn(tree.statements[0]?.node ?? {}, 'select_list');
  if (items.length !== expressions.length || !items.every(isNode)) throw new Error(`not those: ${sql}`);
  return items;
}

async function nodeOf(expression: string): Promise<Node> {
  const [node] = await nodesOf([expression]);
  return node ?? {};
}

/** The answers to every expression, for each of the bounds. */
async function byEngine(expressions: readonly string[], bounds: readonly Bounds[]): Promise<unknown[]> {
  const given = bounds.map((each, at) => ({ ...each, at }));
  const shape = stringifyJson([{ ...TYPES, at: 'INTEGER' }]);
  const found = await rows(
    `SELECT [${expressions.join(', ')}] AS answers FROM (SELECT unnest(from_json(${literal(stringifyJson(given))}, ${literal(shape)})) AS f) ORDER BY f.at`,
  );
  return found.map(({ answers }) => answers);
}

const TEXTS = ['', 'a', 'B', 'ab', 'é', 'ﬀ', '😀', '2026-05-20', '7', 'AccessDenied'];
const NUMBERS = ['-1', '0', '7', '2147483647'];
const TIMES = [
  '1969-12-31T23:59:59.999999Z',
  '2026-05-20T00:00:00.000000Z',
  '2026-05-20 23:59:59.999999+00',
  '2024-02-29T12:00:00Z',
];

const oneOf = fc.constantFrom;
const orNull = (texts: readonly string[]) => fc.option(oneOf(...texts), { freq: 5 });

const boundsOf: fc.Arbitrary<Bounds> = fc.record({
  least0: orNull(TEXTS),
  greatest0: orNull(TEXTS),
  least1: orNull(NUMBERS),
  greatest1: orNull(NUMBERS),
  least2: orNull(TIMES),
  greatest2: orNull(TIMES),
});

const text = oneOf(
  'f.least0',
  'f.greatest0',
  ...TEXTS.map((each) => literal(each)),
  `strftime(f.least2, '%Y-%m-%d')`,
);
const number = oneOf('f.least1', 'f.greatest1', ...NUMBERS);
const time = oneOf(
  'f.least2',
  'f.greatest2',
  `TIMESTAMPTZ '2026-05-20 00:00:00 UTC'`,
  `TIMESTAMP '2026-05-20 00:00:00.5'`,
  `DATE '2024-02-29'`,
  `(f.least2 + INTERVAL '36' HOUR)`,
  `(f.greatest2 - INTERVAL '2' DAY)`,
  `(TIMESTAMPTZ '2026-05-20 00:00:00+00' - INTERVAL 90 MINUTE)`,
);
const sign = oneOf('=', '<', '<=', '>', '>=', '<>');
const compared = (side: fc.Arbitrary<string>) =>
  fc.tuple(side, sign, side).map((parts) => `(${parts.join(' ')})`);

const { question } = fc.letrec<{ question: string }>((tie) => ({
  question: fc.oneof(
    { depthSize: 'small' },
    compared(text),
    compared(number),
    compared(time),
    fc
      .tuple(oneOf('f.least2', 'f.greatest2'), sign)
      .map((parts) => `(${parts.join(' ')} '2026-05-20T00:00:00Z')`),
    fc.tuple(tie('question'), oneOf('AND', 'OR'), tie('question')).map((parts) => `(${parts.join(' ')})`),
    tie('question').map((each) => `(NOT ${each})`),
    fc.tuple(tie('question'), tie('question')).map((parts) => `COALESCE(${parts.join(', ')})`),
  ),
}));

/** Questions that are asked at once: most of what one alone takes is asking. */
const several = fc.array(question, { minLength: 8, maxLength: 10 });

// strftime knows no time before 1970 here: the engine is asked then.
const isEarly = (sql: string, bounds: readonly Bounds[]) =>
  sql.includes('strftime') && bounds.some(({ least2 }) => String(least2).startsWith('1969'));

test('what is answered without the engine is answered as the engine does', async () => {
  await fc.assert(
    fc.asyncProperty(several, fc.array(boundsOf, { minLength: 1, maxLength: 16 }), async (all, bounds) => {
      const questions = all.filter((sql) => !isEarly(sql, bounds));
      fc.pre(questions.length > 0);
      const judges = (await nodesOf(questions)).map((node) => judgeOf(world, node));
      expect(judges).not.toContain(undefined);
      const answers = bounds.map((each) => judges.map((judge) => judge?.(each)));
      expect({ questions, answers }).toEqual({ questions, answers: await byEngine(questions, bounds) });
    }),
    { numRuns: 50 },
  );
}, 60_000);

test('the current time is that of planning', async () => {
  const judge = judgeOf(world, await nodeOf(`f.greatest2 >= current_timestamp - INTERVAL '1' DAY`));
  expect(judge?.({ greatest2: '2026-05-19T00:00:00.000000Z' })).toBe(true);
  expect(judge?.({ greatest2: '2026-05-18T23:59:59.999999Z' })).toBe(false);
  expect(judge?.({ greatest2: null })).toBeNull();
});

test.each([
  `f.least0 = 7`,
  `f.least1 = '7'`,
  `f.least1 < 7.5`,
  `f.ratio < 7`,
  `f.least0 COLLATE NOCASE = 'a'`,
  `f.least2 > TIMESTAMP '2026-02-30 00:00:00'`,
  `f.least2 > TIMESTAMP '2026-05-20 00:00:60'`,
  `f.least2 > TIMESTAMP '2026-05-20 00:00:00+02'`,
  `f.least2 > TIMESTAMPTZ '2026-05-20 00:00:00 Europe/Berlin'`,
  `f.least2 > TIMESTAMPTZ '2026-05-20 00:00:00.1234567'`,
  `f.least2 > 'yesterday'`,
  `f.least2 > current_date`,
  `f.least2 > f.least2 + INTERVAL '1' MONTH`,
  `f.least2 > f.least2 - INTERVAL '1.5' DAY`,
  `strftime(f.least2, '%j') > '100'`,
  `lower(f.least0) = 'a'`,
  `f.least0 = NULL`,
  `f.unknown = 'a'`,
  `g.least0 = 'a'`,
  `f.least0.least0 = 'a'`,
  `f.least0 LIKE 'a%'`,
  `COALESCE(f.least0, 'a') = 'a'`,
  `f.least0`,
  `CASE WHEN f.least0 = 'a' THEN true END`,
])('the engine answers %s', async (sql) => {
  expect(judgeOf(world, await nodeOf(sql))).toBeUndefined();
});

test('a bound in another form than ours is for the engine', async () => {
  const judge = judgeOf(world, await nodeOf(`f.least2 > TIMESTAMPTZ '2026-05-20 00:00:00+00'`));
  expect(() => judge?.({ least2: '2026-05-20 (BC) 00:00:00' })).toThrow('not a time written in full');
});
