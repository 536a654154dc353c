import { CURRENT_NAMES, isNode, nodesOf, nothingIn, textOf, type Node } from '#plan';
import type { Mentioned } from './open-tables.ts';
import { isLakeTable, type LakeTable } from './query-table.ts';
import { namesIn } from './sql-words.ts';

/**
 * The columns (lower-case) that a statement may mean, of tables and views alike; undefined where it may mean all: by `*`, by a row as a
 * whole, or by a name that nothing has, of which an error should tell what there is. The engine takes long to bind many columns.
 */
export function wantedColumns(mentioned: Mentioned): ReadonlySet<string> | undefined {
  const { tables, views, names, statement } = mentioned;
  const lake = tables.filter(isLakeTable);
  const nodes = [...nodesOf(statement)];
  if (nodes.length === 0 || !nodes.every(isPlain)) return undefined;
  const known = knownNames(mentioned, nodes);
  if ([...names].some((name) => !known.has(name))) return undefined;
  const expressions = [
    ...views.flatMap(({ parts }) => parts.flatMap(({ columns }) => Object.entries(columns))),
    ...lake.flatMap(({ derived = {} }) => Object.entries(derived)),
  ];
  const inside = expressions.flatMap(([name, sql]) => (names.has(name) ? namesIn(sql) : []));
  return new Set([...names, ...inside]);
}

/** Whether a part of a statement means columns only by their names. */
const isPlain = (node: Node): boolean =>
  !WHOLE.has(String(node['class'])) &&
  !WHOLE.has(String(node['type'])) &&
  node['ref_type'] !== 'NATURAL' &&
  (node['type'] !== 'BASE_TABLE' || nothingIn(node, 'column_name_alias'));

const WHOLE = new Set(['STAR', 'POSITIONAL_REFERENCE', 'SHOW_REF', 'PIVOT']);

/** Names of columns, of tables and of what the statement itself names; none where the name of a table alone means a whole row. */
function knownNames({ tables, views }: Mentioned, nodes: readonly Node[]): ReadonlySet<string> {
  const lake = tables.filter(isLakeTable);
  const rows = nodes.flatMap(rowNames);
  if (nodes.some((node) => isRow(node, new Set(rows)))) return new Set();
  return new Set([
    ...rows,
    ...lake.flatMap(ownNames),
    ...views.flatMap(({ parts }) => parts.flatMap(({ columns }) => Object.keys(columns))),
    ...nodes.flatMap(givenNames),
    ...CURRENT_NAMES,
  ]);
}

const ownNames = ({ names, derived = {} }: LakeTable): readonly string[] =>
  names === undefined ? [] : [...names, ...Object.keys(derived)];

/** The names under which a table stands in FROM. */
const rowNames = (node: Node): readonly string[] =>
  node['type'] === 'BASE_TABLE' ? lower([textOf(node, 'table_name'), textOf(node, 'alias')]) : [];

/** A reference that is the name of a table alone. */
function isRow(node: Node, rows: ReadonlySet<string>): boolean {
  const names = node['class'] === 'COLUMN_REF' ? texts(node['column_names']) : [];
  return names.length === 1 && rows.has(names[0] ?? '');
}

/** Names that a part of a statement gives: aliases, WITH queries, columns of aliases, what lambdas call their elements. */
function givenNames(node: Node): readonly string[] {
  const lambda = isNode(node['lhs'])
    ? [...nodesOf(node['lhs'])].flatMap((each) => texts(each['column_names']))
    : [];
  return [
    ...lower([textOf(node, 'alias'), textOf(node, 'key')]),
    ...texts(node['aliases']),
    ...texts(node['column_name_alias']),
    ...lambda,
  ];
}

const texts = (value: unknown): readonly string[] =>
  Array.isArray(value) ? lower(value.map((each) => (typeof each === 'string' ? each : undefined))) : [];

const lower = (values: readonly (string | undefined)[]): readonly string[] =>
  values.flatMap((value) => value?.toLowerCase() ?? []);
