import { afterAll, expect, test } from 'vitest';
import { KeptEngine } from './kept-engine.ts';
import { openWorld } from './query-world.contract.ts';

const world = await openWorld();
afterAll(world.remove);
const { data, file, openEngine, rowsOf, problemOf, waf } = world;

/** A kept engine, and how often one was opened for it. */
function counted(open = openEngine) {
  const opens = { count: 0 };
  const kept = new KeptEngine(() => {
    opens.count += 1;
    return open();
  }, [data]);
  return { kept, opens };
}

test('one engine answers many queries, and none sees what another has', async () => {
  const { kept, opens } = counted();
  const other = {
    name: 'others',
    folders: [data],
    open: async () => ({
      relation: `(SELECT n FROM read_parquet('${file}') WHERE n < 3)`,
      covers: { files: 1, bytes: 1, allFiles: 1, allBytes: 1 },
    }),
  };
  const renamed = { ...other, name: 'waf_logs' };
  const answers = await Promise.all([
    rowsOf('SELECT count(*) FROM waf_logs', { kept }),
    rowsOf('SELECT count(*) FROM waf_logs', { kept, tables: [renamed] }),
    rowsOf('SELECT count(*) FROM others', { kept, tables: [other] }),
  ]);
  expect(answers.flat().flat()).toEqual([10n, 3n, 3n]);
  expect((await problemOf('SELECT * FROM others', { kept, tables: [waf] })).message).toContain(
    'no table others',
  );
  expect(opens.count).toBe(1);
  kept.close();
});

test('what a word means for one query alone is forgotten after it', async () => {
  const { kept, opens } = counted();
  const ask = async (expression: string) => (await rowsOf(`SELECT ${expression}`, { kept })).flat()[0];
  const plain = async () => {
    expect(await ask("hour(TIMESTAMP '2020-06-01 00:00:00')")).toBe(0n);
    expect(await ask("contains(ARRAY['a'], 'a')")).toBe(true);
    expect(await ask("to_iso8601(TIMESTAMP '2020-06-01 00:00:00')")).toBe('2020-06-01T00:00:00.000');
  };
  await plain();
  // https://trino.io/docs/current/functions/datetime.html#time-zone-conversion: New York is four hours behind in June.
  expect(await ask("hour(at_timezone(TIMESTAMP '2020-06-01 00:00:00 UTC', 'America/New_York'))")).toBe(20n);
  expect(await ask("contains('192.0.2.0/24', IPADDRESS '192.0.2.7')")).toBe(true);
  await plain();
  expect(await ask("hour(TIMESTAMP '2020-06-01 00:00:00 UTC' AT TIME ZONE 'America/New_York')")).toBe(20n);
  expect(opens.count).toBe(1);
  kept.close();
});

test('queries that need the same macros at once do not disturb each other', async () => {
  const { kept } = counted();
  const sql =
    "SELECT date_diff('day', DATE '2020-01-01', DATE '2020-01-03'), url_extract_host('https://a.example/')";
  const answers = await Promise.all(Array.from({ length: 8 }, () => rowsOf(sql, { kept })));
  for (const rows of answers) expect(rows).toEqual([[2n, 'a.example']]);
  kept.close();
});

test('a query that breaks the engine takes the next one nothing', async () => {
  const { kept, opens } = counted();
  await rowsOf('SELECT 1', { kept });
  const broken = kept.lend(() =>
    Promise.reject(new Error('the query failed', { cause: new Error('INTERNAL Error: assertion failed') })),
  );
  await expect(broken).rejects.toThrow('the query failed');
  expect(await rowsOf('SELECT 1', { kept })).toEqual([[1]]);
  expect(opens.count).toBe(2);
  await problemOf("SELECT CAST('x' AS integer)", { kept });
  await rowsOf('SELECT 1', { kept });
  expect(opens.count).toBe(2);
  kept.close();
});

test('how far a query is can be asked on the kept engine and on one of its own', async () => {
  const { kept } = counted();
  for (const on of [kept, undefined]) {
    const shares: (number | null)[] = [];
    const onProbe = (probe: () => number | null) => shares.push(probe());
    expect(await rowsOf('SELECT count(*) FROM waf_logs', { kept: on, onProbe })).toEqual([[10n]]);
    // Nothing runs yet.
    expect(shares).toEqual([null]);
  }
  kept.close();
});

test('an engine that could not be opened is tried again', async () => {
  let isFull = true;
  const { kept, opens } = counted(() =>
    isFull ? Promise.reject(new Error('the disk is full')) : openEngine(),
  );
  await expect(rowsOf('SELECT 1', { kept })).rejects.toThrow('the disk is full');
  isFull = false;
  expect(await rowsOf('SELECT 1', { kept })).toEqual([[1]]);
  expect(opens.count).toBe(2);
  kept.close();
});

test('an engine that was made ready answers as one that was not', async () => {
  const { kept, opens } = counted();
  await kept.warm();
  const sql = `SELECT date_format(from_unixtime(0), '%Y'), array_join(ARRAY[1, 2], '-'), url_extract_host('https://shop.example/')`;
  expect(await rowsOf(sql, { kept })).toEqual([['1970', '1-2', 'shop.example']]);
  await expect(kept.warm()).resolves.toBeUndefined();
  expect(opens.count).toBe(1);
  kept.close();
});
