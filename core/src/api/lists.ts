import type { TableScan } from '#lake';
import { metricsOf, type Board } from './board.ts';
import { textOrNull } from './buckets.ts';
import type { BoardsAnswer, IngestAnswer, TableInfo, TablesAnswer } from './contract.ts';
import { fieldInfos } from './field-path.ts';
import { listLimit, type Limit } from './limits.ts';
import { coversOf } from './plan.ts';
import type { ApiWorld, Ask } from './world.ts';

/** Tables of the lake with their fields, by the manifests: no data file is read. */
export async function tables(world: ApiWorld): Promise<TablesAnswer> {
  const names = await world.lake.tables();
  const infos = await Promise.all(names.map((name) => tableInfo(world, name)));
  const known = infos.flatMap((info) => info ?? []);
  return { tables: known, covers: { ...(await coversOf(world, [])), newestEvent: newestOf(known) } };
}

const newestOf = (infos: readonly TableInfo[]): string | null =>
  infos
    .flatMap(({ newestEvent }) => newestEvent ?? [])
    .toSorted()
    .at(-1) ?? null;

async function tableInfo(world: ApiWorld, name: string): Promise<TableInfo | undefined> {
  const definition = world.definitions.find((each) => each.name === name);
  const described = await world.lake.describe(name);
  if (definition === undefined || described === undefined) return undefined;
  const { rows, bytes, firstEvent, lastEvent } = described;
  return {
    name,
    about: definition.about,
    fields: fieldInfos(definition.fields),
    ...shownAs(world.boards.find(({ table }) => table === name)),
    rows,
    bytes,
    firstEvent,
    newestEvent: lastEvent,
  };
}

/** How a table's events are shown; without a board only their time. */
function shownAs(board: Board | undefined) {
  if (board === undefined) return { verdict: null, columns: ['event_time'], entities: [], board: null };
  const { verdict = null, columns, entities, name } = board;
  return { verdict, columns: [...columns], entities: [...entities], board: name };
}

/** The boards, and which of them have a table to look at. */
export async function boards(world: ApiWorld): Promise<BoardsAnswer> {
  const present = await world.lake.tables();
  return {
    boards: world.boards.map(({ name, title, about, table, panels }) => ({
      name,
      title,
      about,
      table,
      isPresent: present.includes(table),
      panels: panels.map((panel) => ({
        id: panel.id,
        title: panel.title,
        kind: panel.kind,
        span: panel.span,
        look: panel.kind === 'top' ? (panel.look ?? null) : null,
        filters: [...(panel.where ?? [])],
        metrics: metricsOf(panel).map((metric) => ({
          name: metric.name,
          filters: [...(metric.where ?? [])],
        })),
      })),
    })),
  };
}

interface Sums {
  objects: number;
  rows: number;
  rejects: number;
  newestCommit: number;
}

/** Per table: what arrived and when, days without rows, and what the declaration does not know. */
export async function ingest(world: ApiWorld, ask: Ask): Promise<IngestAnswer> {
  const sums = await ledgerSums(world);
  const scans: TableScan[] = [];
  const limits: Limit[] = [];
  const found: IngestAnswer['tables'] = [];
  for (const table of await world.lake.tables()) {
    const [scan, described] = [await world.lake.scan(table), await world.lake.describe(table)];
    if (scan === undefined || described === undefined) continue;
    scans.push(scan);
    const drift = await driftOf(ask, scan);
    const days = daysOf(scan.files);
    const sum = sums.get(table);
    const newest = described.lastEvent;
    found.push({
      table,
      newestEvent: newest,
      newestCommit: sum === undefined ? described.committedAt : new Date(sum.newestCommit).toISOString(),
      lagSeconds: newest === null ? null : Math.round((world.now() - Date.parse(newest)) / 1000),
      objects: sum?.objects ?? 0,
      rows: described.rows,
      rejects: sum?.rejects ?? 0,
      days,
      gaps: days.filter(({ rows }) => rows === 0).map(({ day }) => day),
      drift: drift.keys,
    });
    limits.push(...drift.limits, ...daysLimit(table, days));
  }
  return { tables: found, covers: await coversOf(world, scans, limits) };
}

async function ledgerSums({ ledger }: ApiWorld): Promise<Map<string, Sums>> {
  const sums = new Map<string, Sums>();
  for await (const entry of ledger.entries()) {
    const sum = sums.get(entry.table) ?? { objects: 0, rows: 0, rejects: 0, newestCommit: 0 };
    sum.objects += 1;
    sum.rows += entry.rows;
    sum.rejects += entry.rejects;
    sum.newestCommit = Math.max(sum.newestCommit, entry.committedAt);
    sums.set(entry.table, sum);
  }
  return sums;
}

const DAY_MS = 86_400_000;
/** More days than this between the first and the last are shown without the holes. */
const MOST_DAYS = 4000;

/** Where days are too far apart, those without rows are not shown, nor called gaps. */
function daysLimit(table: string, days: readonly { readonly day: string }[]): Limit[] {
  const [first, last] = [Date.parse(days[0]?.day ?? ''), Date.parse(days.at(-1)?.day ?? '')];
  const isWhole = days.length === 0 || Math.round((last - first) / DAY_MS) + 1 <= MOST_DAYS;
  return isWhole ? [] : [{ limit: `${MOST_DAYS} days of ${table}`, cut: 'days without rows between them' }];
}

function daysOf(files: readonly { readonly day: string | null; readonly records: number }[]) {
  const counts = new Map<string, number>();
  for (const { day, records } of files) if (day !== null) counts.set(day, (counts.get(day) ?? 0) + records);
  const known = [...counts.keys()].toSorted();
  const [first, last] = [Date.parse(known[0] ?? ''), Date.parse(known.at(-1) ?? '')];
  const length = Math.round((last - first) / DAY_MS) + 1;
  const days =
    length > 0 && length <= MOST_DAYS
      ? Array.from({ length }, (_, at) => new Date(first + at * DAY_MS).toISOString().slice(0, 10))
      : known;
  return days.map((day) => ({ day, rows: counts.get(day) ?? 0 }));
}

const MOST_DRIFT = 50;

/** What the declaration does not know, the most frequent first. */
async function driftOf(ask: Ask, scan: TableScan) {
  const rows = await ask(
    `SELECT key, count(*) AS n, count(*) OVER () AS keys FROM (SELECT unnest(map_keys(extra)) AS key FROM ${scan.relation} WHERE extra IS NOT NULL) GROUP BY key ORDER BY n DESC, key LIMIT ${MOST_DRIFT}`,
  );
  const all = Number(rows[0]?.['keys'] ?? 0);
  const keys = rows.map((row) => ({ key: textOrNull(row['key']) ?? '', rows: Number(row['n']) }));
  return { keys, limits: listLimit(keys.length, all, `unknown keys of ${scan.table}`) };
}
