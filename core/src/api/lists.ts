import type { z } from 'zod';
import type { Board, Metric, PanelDeclaration } from './board.ts';
import { textOrNull } from './buckets.ts';
import type {
  BoardsAnswer,
  IngestAnswer,
  RejectsAnswer,
  rejectsRequest,
  TableInfo,
  TablesAnswer,
} from './contract.ts';
import { fieldInfos } from './field-path.ts';
import { coversOf } from './plan.ts';
import type { ApiWorld, Ask } from './world.ts';

/** Tables of the lake with their fields. */
export async function tables(world: ApiWorld): Promise<TablesAnswer> {
  const names = await world.lake.tables();
  const infos = await Promise.all(names.map((name) => tableInfo(world, name)));
  return { tables: infos.flatMap((info) => info ?? []) };
}

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

function metricsOf(panel: PanelDeclaration): readonly Metric[] {
  if (panel.kind === 'table') return [];
  return 'metric' in panel ? [panel.metric] : panel.metrics;
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
  const scans = [];
  const found: IngestAnswer['tables'] = [];
  for (const table of await world.lake.tables()) {
    const [scan, described] = [await world.lake.scan(table), await world.lake.describe(table)];
    if (scan === undefined || described === undefined) continue;
    scans.push(scan);
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
      drift: await driftOf(ask, scan.relation),
    });
  }
  return { tables: found, covers: await coversOf(world, scans) };
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

async function driftOf(ask: Ask, relation: string): Promise<{ key: string; rows: number }[]> {
  const rows = await ask(
    `SELECT key, count(*) AS n FROM (SELECT unnest(map_keys(extra)) AS key FROM ${relation} WHERE extra IS NOT NULL) GROUP BY key ORDER BY n DESC, key LIMIT 50`,
  );
  return rows.map((row) => ({ key: textOrNull(row['key']) ?? '', rows: Number(row['n']) }));
}

/** Records that could not become rows, by reason, with a few samples each. */
export async function rejects(
  world: ApiWorld,
  ask: Ask,
  { format }: z.output<typeof rejectsRequest>,
): Promise<RejectsAnswer> {
  const scan = (await world.lake.tables()).includes('rejects') ? await world.lake.scan('rejects') : undefined;
  if (scan === undefined) return { total: 0, reasons: [], covers: await coversOf(world, []) };
  const rows = await ask(
    `SELECT format, kind, sum(reject_count) AS n, to_json(list({source: source_object, place: 'record ' || record_number, message: reason, raw: left(raw, 2000)})[:5]) AS samples
     FROM ${scan.relation} WHERE ${format === undefined ? 'true' : 'format = ?'} GROUP BY format, kind ORDER BY n DESC, format, kind LIMIT 200`,
    format === undefined ? [] : [format],
  );
  return {
    total: rows.reduce((sum, row) => sum + Number(row['n']), 0),
    reasons: rows.map((row) => ({
      format: textOrNull(row['format']),
      kind: textOrNull(row['kind']),
      count: Number(row['n']),
      samples: JSON.parse(String(row['samples'])) as RejectsAnswer['reasons'][number]['samples'],
    })),
    covers: await coversOf(world, [scan]),
  };
}
