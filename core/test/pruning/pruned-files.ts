import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openDuckdb } from '#adapter';
import { literal, type EmbeddedEngine, type ScanCandidate } from '#port';
import { KeptEngine, query, type LakeTable, type QueryLimits, type QueryView } from '#query';

const TYPES: Readonly<Record<string, string>> = {
  n: 'BIGINT',
  d: 'DOUBLE',
  s: 'VARCHAR',
  event_time: 'TIMESTAMPTZ',
  iso: 'VARCHAR',
  year: 'VARCHAR',
  day: 'VARCHAR',
  st: 'STRUCT(a VARCHAR)',
  'st.a': 'VARCHAR',
  tags: 'VARCHAR[]',
};

/** Six files of 20 rows, two per day: n runs from 0 to 119, with nulls; texts in several lengths and scripts. */
export const DAYS = ['2025-12-31', '2026-01-01', '2026-01-02'] as const;
export const FILES = 6;
/** What a file is said to have. */
export const FILE_BYTES = 1000;
const rowsOf = (file: number): string => `
  SELECT CASE WHEN i % 7 = 3 THEN NULL ELSE ${file * 20} + i END::BIGINT AS n,
    CASE WHEN i % 5 = 1 THEN NULL ELSE (${file * 20} + i) / 4 END AS d,
    ['ant', 'Bär', 'a rather long text ${file}', chr(128512) || '${file}', ''][1 + i % 5] || ${file} AS s,
    TIMESTAMPTZ '${DAYS[file >> 1]} 00:00:00+00' + to_minutes(${(file % 2) * 720} + i * 30) AS event_time,
    strftime(event_time::TIMESTAMP, '%Y-%m-%dT%H:%M:%SZ') AS iso,
    strftime(event_time::TIMESTAMP, '%Y') AS year, strftime(event_time::TIMESTAMP, '%d') AS day,
    {'a': '192.0.2.' || (${file * 20} + i)} AS st, ['x' || i] AS tags
  FROM range(20) r(i)`;

/** Lower-case name of a leaf to its least and greatest value in a file, as Iceberg keeps them. */
type Bounds = Readonly<Record<string, { least: string; greatest: string }>>;

/** Texts are cut after four characters here, the upper bound rounded up: a bound need not be a value. */
function cut(leaf: string, range: { least: string; greatest: string }): { least: string; greatest: string } {
  if (TYPES[leaf] !== 'VARCHAR') return range;
  const [lower, upper] = [Array.from(range.least), Array.from(range.greatest)];
  const last = upper[3]?.codePointAt(0) ?? 0;
  return {
    least: lower.slice(0, 4).join(''),
    greatest:
      upper.length <= 4 ? range.greatest : upper.slice(0, 3).join('') + String.fromCodePoint(last + 1),
  };
}

const LEAVES = ['n', 'd', 's', 'event_time', 'iso', 'year', 'day', 'st.a'];

/** Writes the files; what is known of each. */
async function written(paths: readonly string[]): Promise<ScanCandidate[]> {
  const engine = await openEngine();
  const texts = (kind: string) => LEAVES.map((leaf) => `${kind}(${leaf})::VARCHAR`).join(', ');
  const candidates: ScanCandidate[] = [];
  await engine.withConnection(async (connection) => {
    for (const [file, path] of paths.entries()) {
      await connection.run(`COPY (${rowsOf(file)}) TO ${literal(path)} (FORMAT parquet)`);
      const [row] = await connection.rows(
        `SELECT [${texts('min')}] AS least, [${texts('max')}] AS greatest FROM ${literal(path)}`,
      );
      const { least, greatest } = row as { least: string[]; greatest: string[] };
      const bounds: Bounds = Object.fromEntries(
        LEAVES.map((leaf, at) => [leaf, cut(leaf, { least: least[at] ?? '', greatest: greatest[at] ?? '' })]),
      );
      candidates.push({ files: 1, range: (names) => bounds[names.join('.')] });
    }
  });
  engine.close();
  return candidates;
}

const openEngine = (): Promise<EmbeddedEngine> => openDuckdb({ threads: 1, memory: '300MB' });

const VIEWS: readonly QueryView[] = [
  {
    name: 'joined',
    parts: [{ table: 'logs', columns: { number: 'n', at: 'event_time', address: 'st.a', kind: "'log'" } }],
  },
];

type Values = readonly (string | number)[];

interface Asking {
  readonly parameters?: Values;
  readonly limits?: QueryLimits;
  /** By an engine for the query alone, whose tables stand otherwise: opening one takes longer than the query. */
  readonly isAlone?: boolean;
}

/** The tables `logs` and `others` of the same files, and what the last query read of them. */
export class PrunedFiles {
  readonly openEngine = openEngine;
  readonly kept: KeptEngine;
  /** The files that the last query read. */
  read: number[] = [];
  readonly #root = mkdtempSync(join(tmpdir(), 'levee-pruning-'));
  readonly #folder = join(this.#root, 'data');
  readonly #paths = Array.from({ length: FILES }, (_, file) => join(this.#folder, `${file}.parquet`));
  #candidates: readonly ScanCandidate[] = [];

  private constructor() {
    this.kept = new KeptEngine(openEngine, [this.#folder]);
  }

  static async open(): Promise<PrunedFiles> {
    const files = new PrunedFiles();
    mkdirSync(files.#folder);
    files.#candidates = await written(files.#paths);
    return files;
  }

  close(): void {
    this.kept.close();
    rmSync(this.#root, { recursive: true, force: true });
  }

  table(name: string, prunes: boolean): LakeTable {
    return {
      name,
      folders: [this.#folder],
      isoTime: 'iso',
      derived: { minute: "strftime(CAST(event_time AS TIMESTAMP), '%Y/%m/%d/%H/%M')", plain: 'n' },
      open: async (choose) => {
        const chosen = prunes
          ? await choose(this.#candidates, (names) => TYPES[names.join('.')])
          : this.#candidates.map(() => true);
        this.read = chosen.flatMap((isKept, file) => (isKept ? [file] : []));
        return this.#opened();
      },
    };
  }

  #opened(): Awaited<ReturnType<LakeTable['open']>> {
    const { length } = this.read;
    const files = this.read.map((file) => literal(this.#paths[file] ?? ''));
    const none = `(SELECT * FROM read_parquet(${literal(this.#paths[0] ?? '')}) WHERE false)`;
    return {
      relation: length === 0 ? none : `read_parquet([${files.join(', ')}])`,
      covers: { files: length, bytes: length * FILE_BYTES, allFiles: FILES, allBytes: FILES * FILE_BYTES },
    };
  }

  /** Rows of the answer; by the kept engine, as `levee serve` asks, or by one for the query alone. */
  async answer(
    sql: string,
    prunes: boolean,
    { parameters = [], limits = {}, isAlone = false }: Asking = {},
  ): Promise<string[]> {
    const tables = [this.table('logs', prunes), this.table('others', prunes)];
    const own = isAlone ? {} : { kept: this.kept };
    const request = { sql, tables, views: VIEWS, openEngine, parameters, limits, ...own };
    const rows = await query(request, ({ chunks }) => Array.fromAsync(chunks));
    return rows
      .flat()
      .map((row) =>
        JSON.stringify(row, (_key, value: unknown) => (typeof value === 'bigint' ? `${value}` : value)),
      );
  }

  /** The files that a query with the condition reads. */
  async filesRead(condition: string, parameters: Values = []): Promise<number[]> {
    await this.answer(`SELECT count(*) FROM logs WHERE ${condition}`, true, { parameters });
    return this.read;
  }
}
