import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Command } from 'commander';
import { DDL_ENGINES, ddlStatements, type DdlEngine, type DdlOptions } from '#emit';
import type { TableDefinition } from '#format';
import { inert, LeveeError } from '#kernel';
import { NAMESPACE } from '#lake';
import { configOf, withLake, type GlobalFlags } from './context.ts';
import { definitions, formats } from './lake-tables.ts';

interface DdlFlags extends GlobalFlags {
  readonly engine: string;
  readonly table?: readonly string[];
  readonly location?: string;
  readonly catalog: string;
  readonly schema: string;
  readonly register?: boolean;
}

/** `levee ddl`: statements that make the tables and views in another engine. */
export function addDdl(program: Command): void {
  program
    .command('ddl')
    .requiredOption('--engine <engine>', `${DDL_ENGINES.join(', ')}: whose SQL is written`)
    .option('--table <name...>', 'only these tables, and the views over them')
    .option('--location <uri>', 'where the tables lie, each in a folder of its name: s3://bucket/lake/levee')
    .option('--catalog <name>', 'catalog, for trino and spark', 'levee')
    .option('--schema <name>', "schema or namespace; athena's database", NAMESPACE)
    .option(
      '--register',
      "attach the lake's tables as they are, in place of making empty ones (trino, spark)",
    )
    .description('print the statements that make the tables and views in Athena, Trino or Spark')
    .addHelpText(
      'after',
      '\nExamples:\n  levee ddl --engine athena --location s3://amzn-s3-demo-bucket/lake/levee\n  levee ddl --engine trino --table waf_logs --catalog iceberg\n  levee ddl --engine trino --register',
    )
    .action((_flags, command: Command) => printDdl(command.optsWithGlobals<DdlFlags>()));
}

async function printDdl(flags: DdlFlags): Promise<void> {
  const engine = engineOf(flags.engine);
  const chosen = tablesOf(flags.table);
  const named = {
    engine,
    catalog: nameOf(flags.catalog, '--catalog'),
    namespace: nameOf(flags.schema, '--schema'),
  };
  const location = locationOf(flags.location, engine);
  const { tables, options } =
    flags.register === true
      ? await registered(flags, chosen, { ...named, location })
      : { tables: chosen, options: { ...named, location: neededBy(engine, location) } };
  const statements = ddlStatements(formats, tables, options);
  process.stdout.write(statements.map(({ sql }) => `${sql};\n`).join('\n'));
}

function engineOf(text: string): DdlEngine {
  const known = DDL_ENGINES.find((engine) => engine === text);
  if (known !== undefined) return known;
  throw wrong(`--engine takes ${DDL_ENGINES.join(', ')}, not ${JSON.stringify(text)}`);
}

function tablesOf(names: readonly string[] | undefined): readonly TableDefinition[] {
  const unknown = names?.find((name) => !definitions.some((definition) => definition.name === name));
  if (unknown !== undefined)
    throw wrong(
      `there is no table ${JSON.stringify(unknown)}`,
      `the tables are ${definitions.map(({ name }) => name).join(', ')}`,
    );
  return names === undefined ? definitions : definitions.filter(({ name }) => names.includes(name));
}

function nameOf(text: string, flag: string): string {
  if (/^[a-z_][a-z0-9_]{0,127}$/.test(text)) return text;
  throw wrong(`${flag} takes a name of lower-case letters, digits and _, not ${JSON.stringify(text)}`);
}

function locationOf(text: string | undefined, engine: DdlEngine): string | undefined {
  if (text === undefined) return undefined;
  const isUri = /^[a-z][a-z0-9]*:\/\/[^\s'"\\`]+$/.test(text) && inert(text) === text;
  if (!isUri)
    throw wrong(`--location takes a URI such as s3://bucket/lake/levee, not ${JSON.stringify(text)}`);
  if (engine === 'athena' && !text.startsWith('s3://'))
    throw wrong('Athena reads tables from S3 alone', 'name a place that begins with s3://');
  return text.replace(/\/+$/, '');
}

function neededBy(engine: DdlEngine, location: string | undefined): string | undefined {
  if (engine !== 'athena' || location !== undefined) return location;
  throw wrong('Athena must be told where the tables lie', 'add --location s3://bucket/lake/levee');
}

interface Registered {
  readonly tables: readonly TableDefinition[];
  readonly options: DdlOptions;
}

/** The lake's own tables, each with its newest metadata file, below `--location` where that is given. */
async function registered(
  flags: DdlFlags,
  chosen: readonly TableDefinition[],
  options: DdlOptions,
): Promise<Registered> {
  if (options.engine === 'athena')
    throw wrong(
      'Athena has no statement that attaches an Iceberg table',
      "leave --register out, or register the metadata file by Glue's API",
    );
  const config = configOf(flags);
  const own = pathToFileURL(join(config.lake, NAMESPACE)).href;
  const location = options.location ?? own;
  const files = await withLake(
    config,
    async ({ lake }) => {
      const found = await Promise.all(chosen.map(({ name }) => lake.metadata(name)));
      return new Map(
        chosen.flatMap(({ name }, at) => (found[at] === undefined ? [] : [[name, found[at].location]])),
      );
    },
    'read',
  );
  if (files.size === 0)
    throw new LeveeError('the lake has none of these tables yet', { hint: 'levee tables lists what it has' });
  return {
    tables: chosen.filter(({ name }) => files.has(name)),
    options: {
      ...options,
      location,
      register: (table) => (files.get(table) ?? '').replace(own, location),
    },
  };
}

const wrong = (message: string, hint?: string): LeveeError =>
  new LeveeError(message, { exitCode: 2, ...(hint === undefined ? {} : { hint }) });
