import type { KeptColumns, Span, TableFile, Wanted, WantedColumn } from '#columns';
import type { TableScan } from '#lake';
import { keyFields, metricsOf, type Board, type Metric, type PanelDeclaration } from './board.ts';
import { filterFields, type Resolve } from './condition.ts';
import { codedSql, isCodable, madeOf } from './kept-tests.ts';
import type { Filter, TimeRange } from './contract.ts';
import type { FieldSql } from './field-path.ts';

/** The column of a field's numbers, beside that of its codes. */
export const numbersColumn = (path: string): string => `${path} as numbers`;

const isNumber = ({ type, isList }: FieldSql): boolean => !isList && ['int', 'long', 'double'].includes(type);

/** Fields that are looked at by their values, and those that are added up. */
interface Uses {
  readonly coded: readonly string[];
  readonly added: readonly string[];
}

/** What is told of the time of rows, which is kept of each. */
const isOfTime = (metric: Metric): boolean =>
  (metric.is === 'first' || metric.is === 'last') && metric.field === TIME;

const TIME = 'event_time';

function metricUses(metric: Metric): Uses {
  const coded = filterFields(metric.where);
  if (metric.is === 'count' || metric.is === 'share' || isOfTime(metric)) return { coded, added: [] };
  return metric.is === 'distinct'
    ? { coded: [...coded, metric.field], added: [] }
    : { coded, added: [metric.field] };
}

/** Whether rows have one series each. */
const isSingle = (panel: PanelDeclaration, resolve: Resolve): boolean =>
  (panel.kind !== 'timeline' && panel.kind !== 'lines') ||
  panel.split === undefined ||
  !resolve(panel.split).isList;

/** What a panel looks at. */
function panelUses(panel: PanelDeclaration): Uses {
  const uses = metricsOf(panel).map(metricUses);
  return {
    coded: [...filterFields(panel.where), ...keyFields(panel), ...uses.flatMap(({ coded }) => coded)],
    added: uses.flatMap(({ added }) => added),
  };
}

function columnsOf({ coded, added }: Uses, resolve: Resolve): WantedColumn[] | undefined {
  const codes = coded.map((path) => ({ path, field: resolve(path) }));
  const numbers = added.map((path) => ({ path, field: resolve(path) }));
  if (!codes.every(({ field }) => isCodable(field)) || !numbers.every(({ field }) => isNumber(field)))
    return undefined;
  return [
    ...codes.map(({ path, field }): WantedColumn => ({
      name: path,
      as: 'codes',
      sql: codedSql(field),
      stored: (field.madeOf ?? field).stored,
      made: madeOf(field),
    })),
    ...numbers.map(({ path, field }): WantedColumn => ({
      name: numbersColumn(path),
      as: 'numbers',
      sql: field.duckdb,
      stored: field.stored,
    })),
  ];
}

/** The columns that a panel can be answered from; undefined where only SQL can. */
export const panelColumns = (panel: PanelDeclaration, resolve: Resolve): WantedColumn[] | undefined =>
  isSingle(panel, resolve) ? columnsOf(panelUses(panel), resolve) : undefined;

/** The columns of a board that are worth keeping, each once. */
function boardColumns(
  { panels, verdict }: Board,
  filters: readonly Filter[],
  resolve: Resolve,
): WantedColumn[] {
  const tested = [...(verdict === undefined ? [] : [verdict]), ...filterFields(filters)];
  const all = [
    ...panels.flatMap((panel) => panelColumns(panel, resolve) ?? []),
    ...tested.flatMap((path) => columnsOf({ coded: [path], added: [] }, resolve) ?? []),
  ];
  return [...new Map(all.map((column) => [column.name, column])).values()];
}

/** What is worth keeping of a scan; undefined where rows of its files were deleted. */
export function wantedOf(
  board: Board,
  { scan, resolve }: Looked,
  { range, filters = [] }: Narrowed = {},
): Wanted | undefined {
  const files = keptFiles(scan);
  if (files === undefined) return undefined;
  return {
    table: board.table,
    files,
    columns: boardColumns(board, filters, resolve),
    time: resolve(TIME).stored,
    span: range === undefined ? undefined : spanOf(range),
  };
}

/** Rows of which time are wanted, and what they are tested by besides what the board looks at. */
interface Narrowed {
  readonly range?: TimeRange;
  readonly filters?: readonly Filter[];
}

/** Files, and how their fields are found. */
interface Looked {
  readonly scan: TableScan;
  readonly resolve: Resolve;
}

/** In microseconds. */
export const spanOf = ({ from, to }: TimeRange): Span => ({
  from: Date.parse(from) * 1000,
  to: Date.parse(to) * 1000,
});

/** The data files of a scan, as they are kept; none where rows of them were deleted. */
function keptFiles({ files, deletes, relationFor }: TableScan): TableFile[] | undefined {
  if (deletes.length > 0) return undefined;
  return files.map((file) => ({
    key: file.path,
    path: file.path,
    rows: file.records,
    relation: relationFor([{ ...file, rows: undefined }]),
  }));
}

/** Whether every file has all of the columns: one with too many values is left out of its file. */
export const hasAll = ({ files }: KeptColumns, names: readonly string[]): boolean =>
  files.every(({ codes, numbers }) => names.every((name) => codes.has(name) || numbers.has(name)));
