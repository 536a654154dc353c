import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { collect, measured, median } from './measure.ts';
import { LEVEE, levee, OUT, parquetBytes, simulated } from './world.ts';

const DAYS = 30;
const ROWS = 5_000_000;
/** Raw bytes of a simulated WAF record, about. */
const RECORD = 1600;
const TURNS = 5;

/** All columns of one client address over 5 M WAF rows of 30 days, before and after `maintain`. */
export function* needle(): Generator<string> {
  const { folder } = simulated('waf', ROWS * RECORD, DAYS);
  const lake = join(OUT, 'lake');
  rmSync(lake, { recursive: true, force: true });
  collect(lake, folder);
  const address = quietAddress(lake);
  const sql = `SELECT * FROM waf_logs WHERE client_ip = '${address}'`;
  const started = timeOf(lake, 'SELECT 1');
  const before = timeOf(lake, sql) - started;
  const sizeBefore = parquetBytes(lake);
  const maintained = measured([LEVEE, '--lake', lake, 'maintain']);
  const after = timeOf(lake, sql) - started;
  const rows = JSON.parse(
    levee('--lake', lake, 'query', 'SELECT count(*) AS n FROM waf_logs', '--output', 'json'),
  ) as { n: number }[];
  yield `${rows[0]?.n} WAF rows of ${DAYS} days, all columns of one address: ${before.toFixed(2)} s before maintain, ${after.toFixed(2)} s after (1/${(before / after).toFixed(1)}); without starting the process (${started.toFixed(2)} s)\n`;
  yield `maintain took ${maintained.seconds.toFixed(0)} s at ${(maintained.peakBytes / 1e6).toFixed(0)} MB; Parquet ${(sizeBefore / 1e6).toFixed(0)} MB before, ${(parquetBytes(lake) / 1e6).toFixed(0)} MB after with the snapshots before it\n`;
}

/** An address with few requests. */
function quietAddress(lake: string): string {
  const sql =
    'SELECT client_ip, count(*) AS n FROM waf_logs GROUP BY 1 HAVING count(*) BETWEEN 20 AND 60 ORDER BY 1 LIMIT 1';
  const [row] = JSON.parse(levee('--lake', lake, 'query', sql, '--output', 'json')) as {
    client_ip: string;
  }[];
  if (row === undefined) throw new Error('no address has 20 to 60 requests');
  return row.client_ip;
}

/** Seconds that a query takes as a whole process. */
const timeOf = (lake: string, sql: string): number =>
  median(
    Array.from(
      { length: TURNS },
      () => measured([LEVEE, '--lake', lake, 'query', sql, '--output', 'json']).seconds,
    ),
  );
