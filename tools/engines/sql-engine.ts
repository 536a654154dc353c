import type { FieldType } from '../../core/src/format/index.ts';
import { checksumSql, conditionSql, countsSql, perDaySql, rowChecksumSql, type Dialect } from './dialect.ts';
import type { Checksum, Engine, NullLists, Target } from './engine.ts';
import type { Filter } from './filter.ts';

/** A value of a SQL answer: texts and whole numbers are all that the checks ask for. */
export type Cell = string | null;

/** Rows of texts. `read` is how many rows came from storage, where the engine says so. */
export interface Answer {
  readonly rows: readonly (readonly Cell[])[];
  readonly read?: number;
}

/** What makes an engine that speaks SQL. */
export interface SqlEngineParts {
  readonly name: string;
  readonly dialect: Dialect;
  readonly query: (sql: string) => Promise<Answer>;
  /** What stands after FROM. */
  readonly relation: (table: string) => Promise<string>;
  /** Rows and ids of the snapshots, oldest first: SQL that yields `id`. */
  readonly snapshotIds: (table: string) => string;
  /** The relation at a snapshot. */
  readonly atSnapshot: (table: string, id: string) => string;
  /** A metadata table of a table: `files`, `manifests` … */
  readonly metadataTable: (table: string, kind: string) => string;
  /** The kinds of metadata tables that the engine has. */
  readonly metadataKinds: readonly string[];
  /** Columns as `name type`, and the engine's own word for a type. */
  readonly columns: (table: string) => Promise<readonly string[]>;
  readonly typeName: (type: FieldType) => string;
  readonly close: () => Promise<void>;
}

/** Leaves per statement: engines compile a statement to code whose size is limited. */
const LEAVES_PER_STATEMENT = 24;
const FILTERS_PER_STATEMENT = 12;

/** An engine out of its dialect and a way to run SQL. */
export function sqlEngine(parts: SqlEngineParts): Engine {
  const { dialect, query } = parts;
  return {
    name: parts.name,
    nullLists: 'null',
    columns: async ({ table, fields }) => ({
      found: await parts.columns(table),
      expected: fields.map(({ name, type }) => `${name} ${parts.typeName(type)}`),
    }),
    counts: async (target, filters) =>
      (await inChunks(filters, FILTERS_PER_STATEMENT, (some) => counts(parts, target, some))).flat(),
    counted: (target, filter) => counted(parts, target, filter),
    perDay: async ({ table }) => {
      const { rows } = await query(perDaySql(dialect, await parts.relation(table)));
      return rows.map(([day, count]) => `${day} ${count}`);
    },
    checksums: (target, nullLists) => checksums(parts, target, nullLists),
    snapshots: (target) => snapshots(parts, target),
    recordsOfFiles: async ({ table }) =>
      numberIn(
        await query(`SELECT sum(record_count) FROM ${parts.metadataTable(table, 'files')} WHERE content = 0`),
      ),
    openMetadata: (target) => openMetadata(parts, target),
    close: parts.close,
  };
}

const numberIn = ({ rows }: Answer): number => Number(rows[0]?.[0] ?? 0);

async function inChunks<Item, Result>(
  items: readonly Item[],
  size: number,
  work: (some: readonly Item[]) => Promise<Result>,
): Promise<Result[]> {
  const results: Result[] = [];
  for (let at = 0; at < items.length; at += size) results.push(await work(items.slice(at, at + size)));
  return results;
}

async function counts(
  { dialect, query, relation }: SqlEngineParts,
  { table }: Target,
  filters: readonly Filter[],
): Promise<number[]> {
  const { rows } = await query(countsSql(dialect, await relation(table), filters));
  const byPosition = new Map(rows.map(([at, count]) => [Number(at), Number(count)]));
  return filters.map((_, at) => byPosition.get(at) ?? Number.NaN);
}

async function counted({ dialect, query, relation }: SqlEngineParts, { table }: Target, filter: Filter) {
  const condition = conditionSql(dialect, filter);
  const answer = await query(`SELECT count(*) FROM ${await relation(table)} WHERE ${condition}`);
  return { rows: numberIn(answer), ...(answer.read === undefined ? {} : { read: answer.read }) };
}

async function checksums(
  { dialect, query, relation: relationOf }: SqlEngineParts,
  target: Target,
  nullLists: NullLists,
): Promise<Checksum[]> {
  const relation = await relationOf(target.table);
  const parts = await inChunks(target.leaves, LEAVES_PER_STATEMENT, async (leaves) =>
    cut(await query(checksumSql(dialect, { relation, leaves, nullLists }))),
  );
  const { leaves } = target;
  return [...parts.flat(), ...cut(await query(rowChecksumSql(dialect, { relation, leaves, nullLists })))];
}

/** The five values per checksum. */
function cut({ rows: [row = []] }: Answer): Checksum[] {
  const found: Checksum[] = [];
  for (let at = 0; at < row.length; at += 5) {
    const [count, characters, least, greatest, digest] = row.slice(at, at + 5);
    found.push({
      count: count ?? '',
      characters: characters ?? '',
      least: least ?? null,
      greatest: greatest ?? null,
      digest: digest ?? '',
    });
  }
  return found;
}

/** Reads a column of every snapshot: what expiry removed too much of does not open. */
async function snapshots(
  { query, snapshotIds, atSnapshot, dialect }: SqlEngineParts,
  { table }: Target,
): Promise<string[]> {
  const { rows } = await query(snapshotIds(table));
  const time = dialect.ident('event_time');
  const found: string[] = [];
  for (const [id] of rows) {
    const values = `count(${time}) + count(CASE WHEN ${time} IS NULL THEN 1 END)`;
    found.push(`${id} ${numberIn(await query(`SELECT ${values} FROM ${atSnapshot(table, id ?? '')}`))}`);
  }
  return found;
}

/** Reads every column of every metadata table: a field that is missing or odd fails only where it is asked for. */
async function openMetadata(
  { query, metadataKinds, metadataTable }: SqlEngineParts,
  { table }: Target,
): Promise<string[]> {
  const problems: string[] = [];
  for (const kind of metadataKinds) {
    await query(`SELECT * FROM ${metadataTable(table, kind)}`).catch((error: unknown) =>
      problems.push(`${kind}: ${String(error)}`),
    );
  }
  return problems;
}
