import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { LeveeError } from '#kernel';
import type { SqlAnswer, SqlEngine, SqlQuestion, SqlSummary } from './query-engine.ts';
import type { EngineValue } from './sql-engine.ts';

/** An answer that an engine is told beforehand, when it is one that only speaks the protocol: the service's types and texts. */
export interface PlannedAnswer {
  readonly columns: readonly (readonly [name: string, type: string])[];
  readonly rows: readonly (readonly (string | null)[])[];
}

/** One engine as its contract needs it. */
export interface SqlEngineWorld {
  readonly engine: SqlEngine;
  /** Tells an engine that cannot compute what it answers next; absent where it computes. */
  readonly plan?: (answer: PlannedAnswer) => Promise<void>;
}

interface Asked {
  readonly columns: SqlAnswer['columns'];
  readonly rows: readonly (readonly EngineValue[])[];
  readonly summary: SqlSummary;
}

/** A question with its answer, worked out by hand, and how Athena writes that answer. */
interface Case {
  readonly sql: string;
  readonly parameters?: SqlQuestion['parameters'] & object;
  readonly types?: readonly string[];
  readonly rows: readonly (readonly EngineValue[])[];
  readonly planned: PlannedAnswer;
}

const CASES: Readonly<Record<string, Case>> = {
  'whole numbers keep all digits, decimals their zeros': {
    sql: `SELECT CAST(1 AS integer) AS a, 9007199254740993 AS b, CAST('1.50' AS decimal(10,2)) AS c, 1.5E0 AS d`,
    types: ['INTEGER', 'BIGINT', 'DECIMAL(10,2)', 'DOUBLE'],
    rows: [[1, 9007199254740993n, '1.50', 1.5]],
    planned: {
      columns: [
        ['a', 'integer'],
        ['b', 'bigint'],
        ['c', 'decimal(10,2)'],
        ['d', 'double'],
      ],
      rows: [['1', '9007199254740993', '1.50', '1.5']],
    },
  },
  'null, the empty text and truth': {
    sql: `SELECT 'ä''x' AS a, CAST(NULL AS varchar) AS b, true AS c, '' AS d`,
    types: ['VARCHAR', 'VARCHAR', 'BOOLEAN', 'VARCHAR'],
    rows: [["ä'x", null, true, '']],
    planned: {
      columns: [
        ['a', 'varchar'],
        ['b', 'varchar'],
        ['c', 'boolean'],
        ['d', 'varchar'],
      ],
      rows: [["ä'x", null, 'true', '']],
    },
  },
  'dates and times, in UTC and in microseconds': {
    sql: `SELECT DATE '2026-03-28' AS a, TIMESTAMP '2026-03-28 01:02:03.004' AS b, TIMESTAMP '2026-03-28 01:02:03 UTC' AS c`,
    types: ['DATE', 'TIMESTAMP', 'TIMESTAMP WITH TIME ZONE'],
    rows: [['2026-03-28', '2026-03-28T01:02:03.004000', '2026-03-28T01:02:03.000000Z']],
    planned: {
      columns: [
        ['a', 'date'],
        ['b', 'timestamp'],
        ['c', 'timestamp with time zone'],
      ],
      rows: [['2026-03-28', '2026-03-28 01:02:03.004', '2026-03-28 01:02:03.000 UTC']],
    },
  },
  'values are bound, whatever they hold': {
    sql: 'SELECT ? AS a, ? AS b, ? AS c, ? AS d',
    parameters: ["it's; DROP TABLE x --", 7, 9007199254740993n, null],
    rows: [["it's; DROP TABLE x --", 7, 9007199254740993n, null]],
    planned: {
      columns: [
        ['a', 'varchar'],
        ['b', 'integer'],
        ['c', 'bigint'],
        ['d', 'varchar'],
      ],
      rows: [["it's; DROP TABLE x --", '7', '9007199254740993', null]],
    },
  },
  'no rows': {
    sql: 'SELECT a FROM (VALUES (1), (2)) AS t(a) WHERE a > 2',
    rows: [],
    planned: { columns: [['a', 'integer']], rows: [] },
  },
};

const MANY = 2500;
const MANY_SQL = `SELECT n FROM UNNEST(sequence(1, ${MANY})) AS t(n) ORDER BY n`;
const MANY_PLANNED: PlannedAnswer = {
  columns: [['n', 'bigint']],
  rows: Array.from({ length: MANY }, (_, at) => [String(at + 1)]),
};

/** Runs for minutes: 10^12 pairs. */
const ENDLESS =
  'SELECT count(*) FROM UNNEST(sequence(1, 10000)) AS a(x) CROSS JOIN UNNEST(sequence(1, 10000)) AS b(y) CROSS JOIN UNNEST(sequence(1, 10000)) AS c(z) WHERE (x * y + z) % 7 = 3';

const AT_ONCE_MS = 10_000;
/** After which time it is ended: it runs by then. */
const ENDED_AFTER_MS = 150;

/** Asks and reads everything; whole numbers are bigints only beyond 2^53, so that engines can be compared. */
async function asked(engine: SqlEngine, question: SqlQuestion): Promise<Asked> {
  return engine.query(question, async ({ columns, chunks, summary }) => {
    const rows = (await Array.fromAsync(chunks)).flat();
    return { columns, rows: rows.map((row) => row.map(plain)), summary };
  });
}

const plain = (value: EngineValue): EngineValue =>
  typeof value === 'bigint' && Number.isSafeInteger(Number(value)) ? Number(value) : value;

const problemOf = async (engine: SqlEngine, question: SqlQuestion): Promise<LeveeError> => {
  const thrown: unknown = await asked(engine, question).then(
    () => undefined,
    (error: unknown) => error,
  );
  expect(thrown).toBeInstanceOf(LeveeError);
  return thrown as LeveeError;
};

type Test = (world: SqlEngineWorld) => Promise<void>;

/** A case as a test. Types are compared where engines agree on them: a bound value's type is the engine's choice. */
const caseTest =
  ({ sql, parameters, types, rows, planned }: Case): Test =>
  async ({ engine, plan }) => {
    await plan?.(planned);
    const found = await asked(engine, { sql, ...(parameters === undefined ? {} : { parameters }) });
    expect(found.rows).toEqual(rows);
    expect(found.columns.map(({ name }) => name)).toEqual(planned.columns.map(([name]) => name));
    const foundTypes = found.columns.map(({ type }) => type);
    expect(foundTypes).toEqual(types ?? foundTypes);
    expect(found.summary).toMatchObject({ rows: rows.length, isCut: false });
  };

/** The limit of rows, the rows that it leaves of 2,500, and whether it cut. */
const LIMITS = [
  [0, MANY, false],
  [MANY, MANY, false],
  [MANY - 1, MANY - 1, true],
  [10, 10, true],
  [1, 1, true],
] as const;

const limitTest =
  ([rows, expected, isCut]: (typeof LIMITS)[number]): Test =>
  async ({ engine, plan }) => {
    await plan?.(MANY_PLANNED);
    const found = await asked(engine, { sql: MANY_SQL, limits: { rows } });
    expect(found.rows).toEqual(Array.from({ length: expected }, (_, at) => [at + 1]));
    expect(found.summary).toMatchObject({ rows: expected, isCut });
  };

/** What does more than read, or is no question. */
const REFUSED = [
  'DELETE FROM waf_logs',
  'SELECT 1; SELECT 2',
  'CREATE TABLE x AS SELECT 1',
  'EXPLAIN ANALYZE DELETE FROM waf_logs',
  '',
];

/** What every engine does, those too that only speak the protocol. */
const EVERYWHERE: Readonly<Record<string, Test>> = {
  ...Object.fromEntries(Object.entries(CASES).map(([title, each]) => [title, caseTest(each)])),
  ...Object.fromEntries(LIMITS.map((each) => [`at most ${each[0]} rows: ${each[1]}`, limitTest(each)])),
  'a reader that leaves early leaves nothing behind': async ({ engine, plan }) => {
    await plan?.(MANY_PLANNED);
    const first = await engine.query({ sql: MANY_SQL }, async ({ chunks }) => {
      for await (const chunk of chunks) return chunk[0];
      return undefined;
    });
    expect(first?.map(plain)).toEqual([1]);
    await plan?.({ columns: [['a', 'integer']], rows: [['5']] });
    expect((await asked(engine, { sql: 'SELECT 5 AS a' })).rows).toEqual([[5]]);
  },
  'what does more than read is wrong usage': async ({ engine }) => {
    for (const sql of REFUSED)
      expect({ sql, exitCode: (await problemOf(engine, { sql })).exitCode }).toEqual({ sql, exitCode: 2 });
  },
  'a question that is cancelled before it is asked': async ({ engine }) => {
    const { message } = await problemOf(engine, { sql: 'SELECT 1', signal: AbortSignal.abort() });
    expect(message).toBe('the query was cancelled');
  },
};

/** What engines do that compute. */
const COMPUTED: Readonly<Record<string, Test>> = {
  'SQL that is wrong is told with its place': async ({ engine }) => {
    const sql = 'SELECT a,\n  nothing_here\nFROM (VALUES (1)) AS t(a)';
    const { message, exitCode } = await problemOf(engine, { sql });
    expect(exitCode).toBe(2);
    expect(message).toContain('line 2:   nothing_here\n          ^');
  },
  'UNNEST of an array of rows gives one column of row type': async ({ engine }) => {
    const row = (text: string, n: number) => `CAST(ROW('${text}', ${n}) AS ROW(name varchar, n bigint))`;
    const sql = `SELECT header.name AS name, header.n AS n FROM (SELECT ARRAY[${row('b', 2)}, ${row('a', 1)}] AS headers) AS x CROSS JOIN UNNEST(headers) AS t(header) ORDER BY 1`;
    expect((await asked(engine, { sql })).rows).toEqual([
      ['a', 1],
      ['b', 2],
    ]);
  },
  'a cancel ends it at once': async ({ engine }) => {
    const stop = new AbortController();
    setTimeout(() => stop.abort(), ENDED_AFTER_MS);
    const startedAt = performance.now();
    const { message } = await problemOf(engine, { sql: ENDLESS, signal: stop.signal });
    expect(message).toBe('the query was cancelled');
    expect(performance.now() - startedAt).toBeLessThan(AT_ONCE_MS);
  },
  'a limit of time ends it': async ({ engine }) => {
    const { message } = await problemOf(engine, { sql: ENDLESS, limits: { seconds: ENDED_AFTER_MS / 1000 } });
    expect(message).toBe('the query was stopped after 0.15 seconds');
  },
  'two questions at a time do not meet': async ({ engine }) => {
    const [one, two] = await Promise.all([
      asked(engine, { sql: MANY_SQL }),
      asked(engine, { sql: "SELECT 'two' AS a" }),
    ]);
    expect([one.rows.length, two.rows]).toEqual([MANY, [['two']]]);
  },
};

/** What every engine must do alike; `computes` leaves out what only an engine that reads the SQL can. */
export function describeSqlEngine(
  engine: string,
  computes: boolean,
  open: () => Promise<SqlEngineWorld>,
): void {
  describe(`the contract of engines, by ${engine}`, () => {
    let world: SqlEngineWorld;
    beforeAll(async () => {
      world = await open();
    });
    afterAll(() => world.engine.close());
    test.each(Object.entries({ ...EVERYWHERE, ...(computes ? COMPUTED : {}) }))('%s', async (_, run) => {
      await expect(run(world)).resolves.toBeUndefined();
    });
  });
}
