import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { definitions } from '../../core/src/bin/lake-tables.ts';
import { serveCatalog, type CatalogSource } from '../../core/src/serve/index.ts';
import { checkTable, referenceOf, type Reference } from './checks.ts';
import { writeDemoLake } from './demo-lake.ts';
import { writeEdgeLake } from './edge-history.ts';
import { edgeTables } from './edge-tables.ts';
import { checkElsewhere, viewsOfLake, type Elsewhere } from './elsewhere.ts';
import type { Engine } from './engine.ts';
import { writeByOthers } from './foreign.ts';
import { checkHandCounts } from './hand-counts.ts';
import { levee, type OpenLake } from './levee.ts';
import { openLakeAt } from './open-lake.ts';
import { checkParity } from './parity.ts';
import { pyiceberg } from './pyiceberg.ts';
import { Report } from './report.ts';
import { spark } from './spark.ts';
import { trino } from './trino.ts';
import { checkTrinoSecurity } from './trino-security.ts';

/** Engines by the name that `--engine` takes. */
const ENGINES: Readonly<Record<string, (catalogUrl: string) => Promise<Engine>>> = {
  pyiceberg,
  trino,
  spark,
};

/** Spark takes longer and adds only a newer library: it is asked for. */
const DEFAULT = ['pyiceberg', 'trino'];

const { values: flags } = parseArgs({
  options: {
    engine: { type: 'string', multiple: true },
    spark: { type: 'boolean', default: false },
    lake: { type: 'string' },
    table: { type: 'string', multiple: true },
    keep: { type: 'boolean', default: false },
    parity: { type: 'boolean', default: false },
    security: { type: 'boolean', default: false },
    query: { type: 'string' },
    record: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});

const HELP = `npm run test:engines -- [options]
  --engine <name>   pyiceberg, trino, spark; may be given several times (${DEFAULT.join(' and ')} by default)
  --spark           Spark alone, which also writes to the lake
  --lake <folder>   a lake that is there already, instead of two that are written
  --table <name>    only this table; may be given several times
  --parity          only compare what Athena's SQL answers here with what Trino answers
  --security        only ask a Trino that knows its users by password or token, over TLS
  --query <text>    with --parity: only queries whose id holds this text
  --record          with --parity: write down what Trino answers to each of expressions.jsonl
  --keep            keep what was written
`;

const names = flags.engine ?? (flags.spark ? ['spark'] : DEFAULT);
const report = new Report();
const folder = mkdtempSync(join(tmpdir(), 'levee-engines-'));
/** Writes the lakes, serves them as one catalog, and lets every engine read every table. */
async function main(): Promise<void> {
  if (flags.help) {
    process.stdout.write(HELP);
    return;
  }
  const lakes = await lakesFor();
  const onError = (error: unknown) => process.stderr.write(`${String(error)}\n`);
  const elsewhere = flags.lake === undefined ? demoOf(lakes) : undefined;
  const views = elsewhere === undefined ? undefined : viewsOfLake(elsewhere);
  const served = await serveCatalog({
    source: together(lakes),
    port: 0,
    onError,
    ...(views === undefined ? {} : { views }),
  });
  try {
    if (names.includes('spark') && flags.lake === undefined) {
      await report.attempt('Spark writes', () => writeByOthers(join(folder, 'edge'), served.url, report));
    }
    if (await onlyPart(served.url)) return;
    const references = await referencesOf(lakes);
    for (const name of names) await checkEngine(name, served.url, { references, elsewhere });
  } finally {
    await served.close();
    for (const open of lakes) open.close();
  }
}

/** Makes the checks of a flag that asks for a part alone; false where none does. */
async function onlyPart(catalogUrl: string): Promise<boolean> {
  if (flags.security) await checkSecurity(catalogUrl);
  else if (flags.parity)
    await checkParity({ catalogUrl, only: flags.query, isRecorded: flags.record }, report);
  return flags.security || flags.parity;
}

const checkSecurity = (catalogUrl: string): Promise<void> =>
  report.attempt('a Trino that knows its users', () => checkTrinoSecurity(catalogUrl, report));

/** The lakes that the flags ask for; comparing SQL needs none. */
async function lakesFor(): Promise<readonly OpenLake[]> {
  if (flags.lake !== undefined) return [await openLakeAt(flags.lake, definitions)];
  return flags.parity || flags.security ? [] : madeLakes();
}

/** What Levee reads of every table, or of those that `--table` names. */
async function referencesOf(lakes: readonly OpenLake[]): Promise<Reference[]> {
  const references: Reference[] = [];
  for (const open of lakes) {
    const tables = (await open.lake.tables()).filter((table) => flags.table?.includes(table) ?? true);
    for (const table of tables)
      references.push(await timed(`Levee reads ${table}`, () => referenceOf(open, levee(open), table)));
  }
  return references;
}

/** A lake by the command line and one of edge tables, with their row counts checked against what must be in them. */
async function madeLakes(): Promise<OpenLake[]> {
  const demo = join(folder, 'demo');
  const edge = join(folder, 'edge');
  const demoRows = await timed('writing the demo lake', () => Promise.resolve(writeDemoLake(demo)));
  const edgeRows = await timed('writing the edge tables', () => writeEdgeLake(edge));
  const edgeOpen = await openLakeAt(edge, Object.values(edgeTables));
  const lakes = [
    { open: await openLakeAt(join(demo, 'lake'), definitions), rows: demoRows },
    { open: edgeOpen, rows: edgeRows },
  ];
  for (const { open, rows } of lakes) {
    for (const [table, count] of rows) {
      const found = await open.lake.describe(table);
      report.equal(`Levee ${table}: ${count} rows, as collected`, found?.rows, count);
    }
  }
  await checkHandCounts(edgeOpen, report);
  return lakes.map(({ open }) => open);
}

/** The lake by the command line: the first of those that were made. */
function demoOf([demo]: readonly OpenLake[]): Elsewhere | undefined {
  return demo === undefined ? undefined : { folder: join(folder, 'demo'), lake: demo.lake };
}

/** What an engine is held to. */
interface Expected {
  readonly references: readonly Reference[];
  readonly elsewhere: Elsewhere | undefined;
}

async function checkEngine(name: string, url: string, { references, elsewhere }: Expected): Promise<void> {
  const start = ENGINES[name];
  if (start === undefined) throw new Error(`there is no engine ${name}: ${Object.keys(ENGINES).join(', ')}`);
  await report.attempt(`${name} starts`, async () => {
    const engine = await timed(`${name} starts`, () => start(url));
    try {
      for (const reference of references) {
        await timed(`${name} reads ${reference.target.table}`, () => checkTable(engine, reference, report));
      }
      if (elsewhere !== undefined)
        await timed(`${name}: views, DDL and questions`, () => checkElsewhere(engine, elsewhere, report));
    } finally {
      await engine.close();
    }
  });
  if (name === 'trino') await checkSecurity(url);
}

/** Several lakes as one catalog. */
const together = (lakes: readonly OpenLake[]): CatalogSource => ({
  tables: async () => (await Promise.all(lakes.map(({ lake }) => lake.tables()))).flat(),
  metadata: async (table) => {
    for (const { lake } of lakes) {
      const found = await lake.metadata(table);
      if (found !== undefined) return found;
    }
    return undefined;
  },
});

async function timed<T>(what: string, work: () => Promise<T>): Promise<T> {
  const startedAt = performance.now();
  const result = await work();
  process.stderr.write(`      ${what}: ${((performance.now() - startedAt) / 1000).toFixed(1)} s\n`);
  return result;
}

try {
  await main();
} finally {
  if (flags.keep) process.stderr.write(`kept ${folder}\n`);
  else rmSync(folder, { recursive: true, force: true });
}
process.exitCode = flags.help ? 0 : report.end();
