export {
  boolean,
  double,
  int,
  json,
  list,
  long,
  part,
  struct,
  text,
  type Column,
  type ColumnKind,
  type ColumnOptions,
  type Columns,
  type Part,
  type RowOf,
  type TokenPart,
} from './column.ts';
export { COMMON, DAY_COLUMNS } from './common.ts';
export { assignIds, columnName, commonFields, tableDefinition, type FieldIds } from './definition.ts';
export {
  defineFormat,
  type AthenaSql,
  type Format,
  type FormatDeclaration,
  type Growth,
  type RoleItem,
  type Roles,
  type Sql,
} from './format.ts';
export {
  cloudWatchLogs,
  eventBridge,
  jsonArray,
  jsonValues,
  lines,
  type Envelope,
  type Framing,
  type HeaderFallback,
  type JsonArray,
  type JsonValues,
  type Layout,
  type Lines,
  type Parquet,
  type Tokens,
} from './framing.ts';
export { derivedColumns, unionViews, type UnionView, type ViewPart } from './relations.ts';
export type {
  Field,
  FieldType,
  ListType,
  MapType,
  PrimitiveType,
  StructType,
  TableDefinition,
} from './table.ts';
export {
  commonLogTime,
  epochMillis,
  epochSeconds,
  isoTime,
  w3cTime,
  type EventTime,
  type TimeForm,
} from './time.ts';
