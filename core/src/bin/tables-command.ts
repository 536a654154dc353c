import type { Command } from 'commander';
import { glueColumns } from '#emit';
import { columnName, type Column, type Columns } from '#format';
import { bytesText, countText, LeveeError } from '#kernel';
import { configOf, withLake, type GlobalFlags } from './context.ts';
import { definitions, formats } from './lake-tables.ts';
import { formatNamed } from './collect-command.ts';
import { grid } from './grid.ts';

interface TableFlags extends GlobalFlags {
  readonly json?: boolean;
}

/** `levee tables` and `levee formats`: what is in the lake, and what can be read into it. */
export function addTables(program: Command): void {
  program
    .command('tables')
    .argument('[name]', 'one table, with its columns')
    .option('--json', 'print JSON')
    .description('what is in the lake: rows, bytes, first and last event, freshness')
    .addHelpText('after', '\nExamples:\n  levee tables\n  levee tables waf_logs')
    .action((name: string | undefined, _flags, command: Command) =>
      showTables(name, command.optsWithGlobals<TableFlags>()),
    );
  program
    .command('formats')
    .argument('[name]', 'one format, with its columns')
    .option('--json', 'print JSON')
    .description('what can be read')
    .addHelpText('after', '\nExamples:\n  levee formats\n  levee formats vpc-flow')
    .action((name: string | undefined, _flags, command: Command) =>
      showFormats(name, command.optsWithGlobals<TableFlags>()),
    );
}

async function showTables(name: string | undefined, flags: TableFlags): Promise<void> {
  if (name !== undefined) assertTable(name);
  const found = await withLake(
    configOf(flags),
    async ({ lake }) => {
      const names = name === undefined ? await lake.tables() : [name];
      return (await Promise.all(names.map((each) => lake.describe(each)))).filter(
        (each) => each !== undefined,
      );
    },
    'read',
  );
  if (flags.json === true) {
    process.stdout.write(`${JSON.stringify(found, null, 2)}\n`);
    return;
  }
  if (found.length === 0) {
    process.stderr.write(name === undefined ? 'the lake has no tables yet\n' : `${name} has no rows yet\n`);
    return;
  }
  const rows = found.map((each) => [
    each.table,
    countText(each.rows),
    countText(each.files),
    bytesText(each.bytes),
    countText(each.days),
    seconds(each.firstEvent),
    seconds(each.lastEvent),
    seconds(each.committedAt),
  ]);
  process.stdout.write(
    grid(['table', 'rows', 'files', 'size', 'days', 'first event', 'last event', 'last commit'], rows),
  );
  if (name !== undefined) process.stdout.write(`\n${columnsOfTable(name)}`);
}

const seconds = (time: string | null): string => (time === null ? '' : time.slice(0, 19).replace('T', ' '));

function assertTable(name: string): void {
  if (definitions.some((definition) => definition.name === name)) return;
  throw new LeveeError(`there is no table ${JSON.stringify(name)}`, {
    hint: `the tables are ${definitions.map((each) => each.name).join(', ')}`,
    exitCode: 2,
  });
}

function columnsOfTable(name: string): string {
  const fields = definitions.find((definition) => definition.name === name)?.fields ?? [];
  const typeOf = (type: (typeof fields)[number]['type']): string =>
    typeof type === 'string' ? type : type.type;
  return grid(
    ['column', 'type', 'meaning'],
    fields.map((field) => [field.name, typeOf(field.type), field.doc ?? '']),
  );
}

function showFormats(name: string | undefined, flags: TableFlags): void {
  const shown = name === undefined ? formats : [formatNamed(name)];
  if (flags.json === true) {
    const list = shown.map(({ name: each, table, title, about, reference }) => ({
      name: each,
      table,
      title,
      about,
      reference,
      glueColumns: definitions.filter((definition) => definition.name === table).flatMap(glueColumns),
    }));
    process.stdout.write(`${JSON.stringify(list, null, 2)}\n`);
    return;
  }
  const [only] = shown;
  if (name === undefined || only === undefined) {
    process.stdout.write(
      grid(
        ['format', 'table', 'what it is'],
        shown.map((format) => [format.name, format.table, format.title]),
      ),
    );
    return;
  }
  process.stdout.write(
    `${only.title}\n${only.about}\n${only.reference}\ntable ${only.table}, ${only.framing.framing}, fields grow ${only.growth}\n\n`,
  );
  process.stdout.write(grid(['column', 'type', 'since', 'meaning'], columnRows(only.columns, '')));
}

function columnRows(columns: Columns, prefix: string): string[][] {
  return Object.entries(columns).flatMap(([key, column]) => {
    const path = prefix + columnName(key);
    return [[path, column.kind, column.since ?? '', column.about], ...innerRows(column, path)];
  });
}

function innerRows(column: Column, path: string): string[][] {
  if (column.fields !== undefined) return columnRows(column.fields, `${path}.`);
  return column.element === undefined ? [] : innerRows(column.element, `${path}[]`);
}
