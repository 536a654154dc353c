import { beforeAll, describe, expect, test } from 'vitest';
import { athenaEngine, trinoEngine, type DistributedLake } from '../../core/src/engine/index.ts';
import { AthenaSession } from '../../core/src/engine/athena-session.ts';
import { deadlineOf } from '../../core/src/engine/deadline.ts';
import { ddl } from './ddl.ts';
import { describeSqlEngine, type PlannedAnswer } from '../../core/src/port/query-engine.contract.ts';

/** Servers that `npm run test:engines` has started; without them nothing runs here. */
const TRINO = process.env['LEVEE_TRINO_URL'];
const MOTO = process.env['LEVEE_MOTO_URL'];
const NO_TABLES: Omit<DistributedLake, 'qualifier'> = { tables: [], views: [] };

describe.skipIf(TRINO === undefined)('a real Trino', () => {
  describeSqlEngine('Trino', true, () => {
    const options = { server: TRINO ?? '', user: 'levee', catalog: 'levee', schema: 'levee' };
    const engine = trinoEngine(options, { ...NO_TABLES, qualifier: '"levee"."levee".' });
    return Promise.resolve({ engine });
  });
});

describe.skipIf(MOTO === undefined)("moto's Athena", () => {
  const options = {
    region: 'us-east-1',
    database: 'levee',
    outputLocation: 's3://amzn-s3-demo-bucket/results/',
    endpoint: MOTO ?? '',
  };
  beforeAll(() => {
    process.env['AWS_ACCESS_KEY_ID'] = 'AKIAIOSFODNN7EXAMPLE';
    process.env['AWS_SECRET_ACCESS_KEY'] = 'example';
  });

  describeSqlEngine('Athena', false, () => {
    const engine = athenaEngine(options, { ...NO_TABLES, qualifier: '"levee".' });
    return Promise.resolve({ engine, plan });
  });

  test('Athena takes what levee ddl prints', async () => {
    const session = new AthenaSession(options);
    const deadline = deadlineOf({ sql: '' });
    const statements = ddl('--engine', 'athena', '--location', 's3://amzn-s3-demo-bucket/lake/levee');
    for (const sql of statements) {
      const id = await session.start(sql, [], deadline);
      const { Status: status, Query: query } = await session.ended(id, deadline, () => {});
      expect({ query, state: status?.State }).toEqual({ query: sql, state: 'SUCCEEDED' });
    }
    await session.close();
  });
});

/** Tells moto the rows of the next query, with the names of the columns first, as Athena answers. */
async function plan({ columns, rows }: PlannedAnswer): Promise<void> {
  const cells = (row: readonly (string | null)[]) => ({
    Data: row.map((text) => (text === null ? {} : { VarCharValue: text })),
  });
  const result = {
    rows: [columns.map(([name]) => name), ...rows].map(cells),
    column_info: columns.map(([name, type]) => {
      const [, digits, scale] = /^decimal\((\d+),(\d+)\)$/.exec(type) ?? [];
      return digits === undefined
        ? { Name: name, Type: type }
        : { Name: name, Type: 'decimal', Precision: Number(digits), Scale: Number(scale) };
    }),
  };
  const answer = await fetch(`${MOTO}/moto-api/static/athena/query-results`, {
    method: 'POST',
    body: JSON.stringify({ region: 'us-east-1', results: [result] }),
  });
  if (!answer.ok) throw new Error(`moto answered ${answer.status}`);
}
