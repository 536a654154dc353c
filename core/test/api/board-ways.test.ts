import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { boardData, Desk, type BoardAnswer, type Filter, type Panel } from '#api';
import { allBoards } from '#boards';
import { ColumnStore } from '#columns';
import { histogram } from '../../src/api/explore.ts';
import { rows } from '../../src/api/rows.ts';
import { serveSimulated, type ServedLake } from './simulated-lake.ts';

/** Not at a bucket's edge, and the period before lies within the lake too. */
const range = { from: '2026-05-04T23:17:03.250Z', to: '2026-05-05T20:41:00Z' };

/** Per board, filters that people click together: of every operator, on single values and on lists. */
const FILTERS: Readonly<Record<string, readonly Filter[]>> = {
  waf: [
    { op: 'equals', field: 'action', value: 'BLOCK', not: true },
    { op: 'cidr', field: 'client_ip', value: '203.0.113.0/25' },
    // Which no panel looks at.
    { op: 'starts', field: 'httprequest.httpversion', value: 'HTTP/' },
    { op: 'equals', field: 'httprequest.headers.name', value: 'no such', not: true },
    {
      op: 'or',
      filters: [
        { op: 'equals', field: 'httprequest.country', value: 'NL', not: true },
        { op: 'equals', field: 'action', value: 'ALLOW' },
      ],
    },
  ],
  cloudtrail: [
    { op: 'regex', field: 'eventname', value: '^(?:Get|List|Describe|Console)' },
    { op: 'exists', field: 'client_ip' },
  ],
  'vpc-flow': [{ op: 'in', field: 'action', values: ['REJECT', 'ACCEPT'] }],
  'alb-access': [{ op: 'exists', field: 'client_ip' }],
  's3-access': [{ op: 'starts', field: 'operation', value: 'REST.' }],
  guardduty: [{ op: 'contains', field: 'type', value: 'ec2' }],
};

/** Two dozen statements, each in an engine of its own; far longer than they take, for machines with other work. */
const MOST = { timeout: 600_000 };
const HOOK_MILLISECONDS = 600_000;

let lake: ServedLake;
/** It has no room for a row: whatever is asked of it, files are read again. */
let roomless: ColumnStore;
const problems: unknown[] = [];
beforeAll(async () => {
  lake = await serveSimulated(200_000_000);
  roomless = new ColumnStore(lake.world.engine, { mostBytes: 1, threads: 2 }, (error) =>
    problems.push(error),
  );
}, HOOK_MILLISECONDS);
afterAll(async () => {
  await roomless.close();
  await lake.stop();
});

/** Statements that read data files. */
let statements = 0;

async function answered(board: string, filters: readonly Filter[], isKept: boolean): Promise<BoardAnswer> {
  const { columns: _columns, ...plain } = lake.world;
  const world = isKept ? lake.world : plain;
  const request = { board, range, filters: [...filters], compare: true };
  statements = 0;
  return new Desk(world.engine).asking({}, (ask, progress) => {
    const counted: typeof ask = (sql, values) => {
      if (sql.includes('read_parquet')) statements += 1;
      return ask(sql, values);
    };
    return boardData(world, { ask: counted, progress }, request);
  });
}

/** From kept columns, once they are read. */
async function kept(board: string, filters: readonly Filter[]): Promise<BoardAnswer> {
  await answered(board, filters, true);
  await lake.world.columns?.idle();
  const answer = await answered(board, filters, true);
  keptAnswers.set(filters, answer);
  return answer;
}

/** Answers from kept columns, which several tests look at. Every board has its own list of filters. */
const keptAnswers = new Map<readonly Filter[], BoardAnswer>();

const keptOnce = async (board: string, filters: readonly Filter[]): Promise<BoardAnswer> =>
  keptAnswers.get(filters) ?? kept(board, filters);

/** Boards that are asked without filters too: between them, panels of every kind. What a panel declares does not depend on filters. */
const UNFILTERED = ['waf', 's3-access', 'guardduty'];

const asked = allBoards.flatMap(({ name }) => [
  ...(UNFILTERED.includes(name) ? [[name, 'all rows', [] as Filter[]] as const] : []),
  [name, 'filtered', FILTERS[name] ?? []] as const,
]);

test('boards without filters have panels of every kind', () => {
  const kinds = (names: readonly string[]) =>
    new Set(allBoards.filter(({ name }) => names.includes(name)).flatMap(({ panels }) => panels.map(kindOf)));
  expect(kinds(UNFILTERED)).toEqual(kinds(allBoards.map(({ name }) => name)));
});

const kindOf = ({ kind }: { readonly kind: string }): string => kind;

/** A store in which rows cannot be held as wide as they are counted. */
const withoutRoom = (store: ColumnStore): ColumnStore => {
  const narrow: ColumnStore['kept'] = (wanted) => {
    const found = store.kept(wanted);
    return found === undefined ? undefined : { ...found, hasRoomWide: false };
  };
  return Object.assign(Object.create(store) as ColumnStore, { kept: narrow });
};

/** Sums of doubles differ with their order: twelve digits are enough. */
const rounded = (value: unknown): unknown =>
  JSON.parse(JSON.stringify(value), (_key, each: unknown) =>
    typeof each === 'number' ? Number(each.toPrecision(12)) : each,
  );

describe.each(asked)('%s, %s', MOST, (board, _how, filters) => {
  test('kept columns and SQL over the files give the same panels', async () => {
    const fromColumns = await kept(board, filters);
    const read = statements;
    const bySql = await answered(board, filters, false);
    expect(rounded(fromColumns)).toEqual(rounded(bySql));
    expect(bySql.panels.length).toBeGreaterThan(3);
    // Otherwise both went the same way.
    expect(read).toBeLessThan(statements);
  });

  test('rows that are looked at part by part give them too', async () => {
    const { columns } = lake.world;
    if (columns === undefined) throw new Error('no columns are kept');
    const fromColumns = await keptOnce(board, filters);
    const world = { ...lake.world, columns: withoutRoom(columns) };
    const request = { board, range, filters: [...filters], compare: true };
    const inParts = await new Desk(world.engine).asking({}, (ask, progress) =>
      boardData(world, { ask, progress }, request),
    );
    expect(rounded(inParts)).toEqual(rounded(fromColumns));
  });

  test('rows that are read again for each look, as they cannot be held, give them too', async () => {
    const fromColumns = await keptOnce(board, filters);
    const request = { board, range, filters: [...filters], compare: true };
    let read = 0;
    const passing = await new Desk(lake.world.engine).asking({}, (ask, progress) => {
      const counted: typeof ask = (sql, values) => {
        if (sql.includes('read_parquet')) read += 1;
        return ask(sql, values);
      };
      return boardData({ ...lake.world, columns: roomless }, { ask: counted, progress }, request);
    });
    await roomless.idle();
    expect(rounded(passing)).toEqual(rounded(fromColumns));
    expect(problems).toEqual([]);
    // Only the rows that tables list.
    expect(read).toBeLessThanOrEqual(passing.panels.filter(({ kind }) => kind === 'table').length);
  });

  test('every number of every panel is what its SQL gives', async () => {
    const { panels } = await keptOnce(board, filters);
    // By itself, as people take it; where there are filters, all of a board by one statement, which is sooner planned.
    const together = filters.length === 0 ? [] : panels.filter(({ kind }) => kind !== 'number');
    for (const panel of panels) {
      if (together.includes(panel)) continue;
      const found = await lake.ask(panel.sql);
      expect([panel.id, near(shownOf(panel), sqlOf(panel, found))]).toEqual([panel.id, sqlOf(panel, found)]);
    }
    if (together.length === 0) return;
    const found = Map.groupBy(await lake.ask(together.map(partOf).join('\nUNION ALL\n')), ({ id }) => id);
    for (const panel of together) {
      const expected = amountsIn(panel, found.get(panel.id) ?? []);
      expect([panel.id, near(shownOf(panel), expected)]).toEqual([panel.id, expected]);
    }
  });

  test('the steps of a number are what its SQL gives for each of them', async () => {
    const { panels } = await keptOnce(board, filters);
    for (const panel of panels) {
      if (panel.kind !== 'number') continue;
      const { bucketSeconds, buckets, series } = panel;
      const step = `CAST(floor(to_unixtime(event_time) / ${bucketSeconds}) AS bigint)`;
      const answer = await lake.ask(
        `${panel.sql.replace('SELECT ', `SELECT ${step} AS step, `)}\nGROUP BY 1`,
      );
      const found = new Map(answer.map(({ step: at, ...amounts }) => [Number(at), Object.values(amounts)]));
      for (const [at, start] of buckets.entries()) {
        const shown = series.map((each) => each[at]);
        const expected =
          found.get(Date.parse(start) / 1000 / bucketSeconds) ?? shown.map((each) => each && 0);
        expect([start, near(shown, expected)]).toEqual([start, expected]);
      }
      expect(found.size + filters.length).toBeGreaterThan(0);
    }
  });

  test('the period before is what the same SQL gives for it', async () => {
    const { panels } = await keptOnce(board, filters);
    for (const panel of panels) {
      if (panel.kind !== 'number') continue;
      const [row = {}] = await lake.ask(before(panel.sql));
      expect(near(panel.previous, Object.values(row))).toEqual(Object.values(row));
    }
  });
});

test.each<[string, string | undefined, readonly Filter[]]>([
  ['waf_logs', 'action', []],
  ['waf_logs', undefined, [{ op: 'exists', field: 'client_ip' }]],
  ['waf_logs', 'client_ip', [{ op: 'equals', field: 'httprequest.country', value: 'NL' }]],
  ['alb_access_logs', 'elb_status_code', []],
])('histogram and first page of %s split by %s: both ways are one', async (table, split, filters) => {
  const scope = { table, range, filters: [...filters] };
  const { columns: _columns, ...plain } = lake.world;
  const [here, there] = await Promise.all(
    [lake.world, plain].map((world) =>
      new Desk(world.engine).asking({}, async (ask) => ({
        histogram: await histogram(world, ask, {
          ...scope,
          points: 60,
          ...(split === undefined ? {} : { split }),
        }),
        page: await rows(world, ask, { ...scope, limit: 50, order: 'newest' }),
      })),
    ),
  );
  expect(here).toEqual(there);
  expect(here?.page.rows.length).toBeGreaterThan(0);
});

/** The SQL of the period before: of equal length, worked out by hand for the range above. */
const before = (sql: string): string =>
  sql
    .replaceAll("TIMESTAMP '2026-05-04 23:17:03.250 UTC'", "TIMESTAMP '2026-05-04 01:53:06.500 UTC'")
    .replaceAll("TIMESTAMP '2026-05-05 20:41:00.000 UTC'", "TIMESTAMP '2026-05-04 23:17:03.250 UTC'");

/** Numbers that differ by rounding only are taken for the expected ones: sums of doubles differ with their order. */
function near(given: unknown, expected: unknown): unknown {
  if (Array.isArray(given) && Array.isArray(expected))
    return given.map((each: unknown, at) => near(each, expected[at]));
  if (typeof given !== 'number' || typeof expected !== 'number') return given;
  return Math.abs(given - expected) <= 1e-9 * Math.abs(expected) ? expected : given;
}

/** A panel's numbers as its SQL gives them: groups as amounts only, as equal ones may come in any order. */
function shownOf(panel: Panel): unknown {
  switch (panel.kind) {
    case 'number':
      return panel.amounts;
    case 'timeline':
    case 'lines':
      return totalsOf(panel);
    case 'top':
    case 'map':
      return panel.rows.map(({ amounts }) => amounts[0]);
    case 'table':
      return panel.rows.length;
  }
}

function sqlOf(panel: Panel, found: readonly Record<string, unknown>[]): unknown {
  switch (panel.kind) {
    case 'number':
      return Object.values(found[0] ?? {});
    case 'timeline':
    case 'lines':
      return bucketTotals(panel, found);
    case 'top':
    case 'map': {
      const first = panel.kind === 'map' ? 1 : panel.fields.length;
      return found.map((row) => Object.values(row)[first]);
    }
    case 'table':
      return found.length;
  }
}

/** A panel's SQL as a part of a larger statement: its id, the time of a step, and the amount that is compared. */
function partOf({ id, kind, sql, ...panel }: Panel): string {
  const [first] = 'metrics' in panel ? panel.metrics : 'metric' in panel ? [panel.metric] : [];
  const at = kind === 'timeline' || kind === 'lines' ? 'to_unixtime(bucket)' : 'CAST(0 AS double)';
  return `SELECT '${id}' AS id, ${at} AS at, CAST(${first?.name ?? '1'} AS double) AS amount FROM (${sql})`;
}

/** A panel's numbers out of that statement, whose rows have no order: groups from the largest on. */
function amountsIn(panel: Panel, found: readonly Record<string, unknown>[]): unknown {
  if (panel.kind === 'table') return found.length;
  if (panel.kind === 'timeline' || panel.kind === 'lines')
    return bucketTotals(
      panel,
      found.map(({ at, amount }) => ({ bucket: new Date(Number(at) * 1000).toISOString(), amount })),
    );
  return found.map(({ amount }) => amount).toSorted((left, right) => Number(right) - Number(left));
}

type Timed = Extract<Panel, { kind: 'timeline' | 'lines' }>;

/** Per step of time, all series together. */
const totalsOf = ({ buckets, series, other }: Timed): number[] =>
  buckets.map((_, at) => series.reduce((sum, { counts }) => sum + (counts[at] ?? 0), other?.[at] ?? 0));

function bucketTotals({ buckets }: Timed, found: readonly Record<string, unknown>[]): number[] {
  const sums = new Map<number, number>();
  for (const row of found) {
    const at = Date.parse(String(row['bucket']));
    sums.set(at, (sums.get(at) ?? 0) + Number(Object.values(row).at(-1) ?? 0));
  }
  return buckets.map((start) => sums.get(Date.parse(start)) ?? 0);
}
