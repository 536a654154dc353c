import { inert } from '#kernel';
import { closing, type Here, type Range } from './athena-here.ts';
import { refusalAt } from './sql-mark.ts';
import { nameOf } from './sql-words.ts';

/** Scalar types of Athena that DuckDB names otherwise. */
const SCALARS: Readonly<Record<string, string>> = {
  char: 'VARCHAR',
  ipaddress: 'UHUGEINT',
  ipprefix: 'STRUCT(network UHUGEINT, bits UTINYINT)',
  string: 'VARCHAR',
  varbinary: 'BLOB',
};

/** Types of Athena's Trino that have no counterpart. */
const REFUSED = new Set([
  'hyperloglog',
  'qdigest',
  'tdigest',
  'setdigest',
  'p4hyperloglog',
  'geometry',
  'sphericalgeography',
]);

/** The names of decimals. */
export const DECIMALS: ReadonlySet<string> = new Set(['dec', 'decimal', 'numeric']);

/** A type as DuckDB writes it, from the place of its first word to that of its last. */
export function typeText(here: Here, sql: string, { from, to }: Range): string {
  const name = nameOf(here.word(from)) ?? '';
  if (REFUSED.has(name))
    throw refusalAt(sql, here.word(from), {
      what: `the type ${inert(name)} is not supported yet`,
      hint: 'docs/sql.md lists the types that are',
    });
  const { members, fields } = typeParts(here, { from, to });
  const textOf = (range: Range) => typeText(here, sql, range);
  if (name === 'array') return `${members.map(textOf).join('')}[]`;
  if (name === 'map') return `MAP(${members.map(textOf).join(', ')})`;
  if (name === 'row') return `STRUCT(${fields.map((field) => `${field.name} ${textOf(field)}`).join(', ')})`;
  // Without digits: as many as there are, none of them behind the point.
  if (DECIMALS.has(name) && from === to) return 'DECIMAL(38, 0)';
  return SCALARS[name] ?? plainText(here, from, to);
}

/** Words of a type that stays, without the digits of a timestamp's precision: DuckDB's has six. */
function plainText(here: Here, from: number, to: number): string {
  const words: string[] = [];
  for (let by = from; by <= to; by += 1) {
    if (here.is(by, '(') && here.is(from, 'timestamp', 'time', 'varchar')) by = closing(here, by);
    else words.push(here.word(by)?.text ?? '');
  }
  return words.join(' ');
}

/** A field of a row: its name as SQL writes it, and where its type stands. */
export interface Field extends Range {
  readonly name: string;
}

/** `name type`; a field without a name gets one, as DuckDB demands. */
function fieldOf(here: Here, range: Range, at: number): Field {
  const isNamed =
    range.to > range.from &&
    !here.is(range.from + 1, '(', '<') &&
    !here.is(range.from, 'double', 'timestamp', 'time');
  const name = isNamed ? (here.word(range.from)?.text ?? '') : `field${at}`;
  const quoted = name.startsWith('"') ? name : `"${name}"`;
  return { name: quoted, from: range.from + (isNamed ? 1 : 0), to: range.to };
}

/** The parts of a nested type, and the fields of a row. */
export interface TypeParts {
  readonly name: string;
  readonly members: readonly Range[];
  readonly fields: readonly Field[];
}

/** What a type is made of, from the place of its first word to that of its last. */
export function typeParts(here: Here, { from, to }: Range): TypeParts {
  const name = nameOf(here.word(from)) ?? '';
  const isNested = here.is(from + 1, '(', '<');
  const members = isNested ? membersOf(here, { from: from + 2, to: to - 1 }) : [];
  const fields = name === 'row' ? members.map((range, at) => fieldOf(here, range, at)) : [];
  return { name, members, fields };
}

/** What stands between the commas of one level. */
function membersOf(here: Here, { from, to }: Range): Range[] {
  const found: Range[] = [];
  let depth = 0;
  let start = from;
  for (let by = from; by <= to; by += 1) {
    if (here.is(by, '(', '<')) depth += 1;
    if (here.is(by, ')', '>')) depth -= 1;
    if (depth > 0 || !here.is(by, ',')) continue;
    found.push({ from: start, to: by - 1 });
    start = by + 1;
  }
  return [...found, { from: start, to }];
}
