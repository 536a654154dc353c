import { literal } from '#port';
import { assertNever } from '#kernel';
import { BadRequest } from './bad-request.ts';
import { cidrSql } from './cidr.ts';
import type { Filter, SimpleFilter } from './contract.ts';
import type { FieldSql } from './field-path.ts';

export type Bound = string | number | boolean;

/** A condition: for the embedded engine with its values beside it, and as text for Athena. */
export interface Condition {
  readonly duckdb: string;
  readonly values: readonly Bound[];
  readonly athena: string;
}

/** Finds a field or refuses it. */
export type Resolve = (path: string) => FieldSql;

/** All of the filters together; `true` for none. */
export function allOf(filters: readonly Filter[], resolve: Resolve): Condition {
  const each = filters.map((filter) => conditionOf(filter, resolve));
  if (each.length === 0) return { duckdb: 'true', values: [], athena: 'true' };
  return {
    duckdb: each.map(({ duckdb }) => duckdb).join(' AND '),
    values: each.flatMap(({ values }) => values),
    athena: each.map(({ athena }) => athena).join(' AND '),
  };
}

/** One filter as SQL. Every value is bound; of a list, any element may fulfil it. */
function conditionOf(filter: Filter, resolve: Resolve): Condition {
  if (filter.op === 'or') return negated(filter, anyOf(filter.filters, resolve));
  if (filter.op === 'any') return negated(filter, anyField(filter, resolve));
  const field = resolve(filter.field);
  if (field.type === 'nested' && filter.op !== 'exists')
    throw new BadRequest('filters.field', `one value, and ${filter.field} has parts: name one of them`);
  return negated(filter, field.isList ? anyElement(filter, field) : one(filter, field));
}

const anyField = ({ fields, value }: Filter & { op: 'any' }, resolve: Resolve): Condition =>
  anyOf(
    fields.map((field) => ({ op: 'equals', field, value })),
    resolve,
  );

/** At least one of the filters; one without a value is not fulfilled. */
function anyOf(filters: readonly SimpleFilter[], resolve: Resolve): Condition {
  const each = filters.map((filter) => conditionOf(filter, resolve));
  return {
    duckdb: `(${each.map(({ duckdb }) => `coalesce(${duckdb}, false)`).join(' OR ')})`,
    values: each.flatMap(({ values }) => values),
    athena: `(${each.map(({ athena }) => `coalesce(${athena}, false)`).join(' OR ')})`,
  };
}

function negated({ not }: Filter, inner: Condition): Condition {
  if (not !== true) return inner;
  return {
    ...inner,
    duckdb: `NOT coalesce(${inner.duckdb}, false)`,
    athena: `NOT coalesce(${inner.athena}, false)`,
  };
}

type OneField = Exclude<SimpleFilter, { op: 'any' }>;

function anyElement(filter: OneField, field: FieldSql): Condition {
  if (filter.op === 'exists')
    return { duckdb: `len(${field.duckdb}) > 0`, values: [], athena: `cardinality(${field.athena}) > 0` };
  const { duckdb, values, athena } = one(filter, { ...field, isList: false, duckdb: 'v', athena: 'v' });
  return {
    duckdb: `len(list_filter(${field.duckdb}, v -> ${duckdb})) > 0`,
    values,
    athena: `any_match(${field.athena}, v -> ${athena})`,
  };
}

function one(filter: OneField, field: FieldSql): Condition {
  const { duckdb: d, athena: a } = field;
  switch (filter.op) {
    case 'exists':
      return { duckdb: `${d} IS NOT NULL`, values: [], athena: `${a} IS NOT NULL` };
    case 'equals':
      return compared(field, '=', filter.value);
    case 'in':
      return within(field, filter.values);
    case 'range':
      return between(field, filter);
    case 'cidr':
      return {
        duckdb: cidrSql(textOf(field), filter.value),
        values: [],
        athena: `try(contains(${literal(filter.value)}, CAST(${a} AS ipaddress)))`,
      };
    case 'contains':
    case 'starts':
    case 'regex':
      return textual(filter.op, field, filter.value);
    default:
      return assertNever(filter);
  }
}

function textOf({ type, duckdb, name }: FieldSql): string {
  if (type === 'string') return duckdb;
  throw new BadRequest('filters.field', `a text field, and ${name} is ${type}`);
}

function textual(op: 'contains' | 'starts' | 'regex', field: FieldSql, value: string): Condition {
  const text = textOf(field);
  const quoted = literal(value);
  const forms = {
    contains: [`contains(lower(${text}), lower(?))`, `strpos(lower(${field.athena}), lower(${quoted})) > 0`],
    starts: [`starts_with(${text}, ?)`, `starts_with(${field.athena}, ${quoted})`],
    regex: [`regexp_matches(${text}, ?)`, `regexp_like(${field.athena}, ${quoted})`],
  } as const;
  const [duckdb, athena] = forms[op];
  return { duckdb, values: [value], athena };
}

const TYPES: Readonly<Record<string, readonly [cast: string, javascript: string]>> = {
  string: ['VARCHAR', 'string'],
  int: ['BIGINT', 'number'],
  long: ['BIGINT', 'number'],
  double: ['DOUBLE', 'number'],
  boolean: ['BOOLEAN', 'boolean'],
  timestamptz: ['TIMESTAMPTZ', 'string'],
};

function compared(field: FieldSql, operator: '=' | '>=' | '<=', value: Bound): Condition {
  const [cast, expected] = TYPES[field.type] ?? ['VARCHAR', 'string'];
  const isTime = field.type === 'timestamptz';
  if (typeof value !== expected || (isTime && Number.isNaN(Date.parse(String(value)))))
    throw new BadRequest(
      'filters.value',
      `${isTime ? 'an ISO 8601 time' : `a ${expected}`} for ${field.name}`,
    );
  const text = isTime
    ? timeLiteral(String(value))
    : typeof value === 'string'
      ? literal(value)
      : String(value);
  return {
    // A parameter of another type would turn the column, not the value.
    duckdb: `${field.duckdb} ${operator} CAST(? AS ${cast})`,
    values: [value],
    athena: `${field.athena} ${operator} ${text}`,
  };
}

function within(field: FieldSql, values: readonly Bound[]): Condition {
  const each = values.map((value) => compared(field, '=', value));
  return {
    duckdb: `(${each.map(({ duckdb }) => duckdb).join(' OR ')})`,
    values: each.flatMap((condition) => condition.values),
    athena: `(${each.map(({ athena }) => athena).join(' OR ')})`,
  };
}

function between(
  field: FieldSql,
  { from, to }: { from?: Bound | undefined; to?: Bound | undefined },
): Condition {
  const parts = [
    ...(from === undefined ? [] : [compared(field, '>=', from)]),
    ...(to === undefined ? [] : [compared(field, '<=', to)]),
  ];
  if (parts.length === 0) throw new BadRequest('filters.from', 'from, to or both');
  return {
    duckdb: `(${parts.map(({ duckdb }) => duckdb).join(' AND ')})`,
    values: parts.flatMap(({ values }) => values),
    athena: `(${parts.map(({ athena }) => athena).join(' AND ')})`,
  };
}

/** A point in time as Athena and DuckDB both read it. */
export const timeLiteral = (iso: string): string =>
  `TIMESTAMP '${new Date(iso).toISOString().replace('T', ' ').replace('Z', '')} UTC'`;

/** The conditions that a filter is made of: itself, or those of which one is enough. */
export const simpleFilters = (filter: Filter): readonly SimpleFilter[] =>
  filter.op === 'or' ? filter.filters : [filter];

/** The fields that filters look at. */
export const filterFields = (filters: readonly Filter[] = []): string[] => filters.flatMap(filterPaths);

/** The fields that a filter looks at. */
export const filterPaths = (filter: Filter): readonly string[] =>
  simpleFilters(filter).flatMap((each) => (each.op === 'any' ? each.fields : [each.field]));
