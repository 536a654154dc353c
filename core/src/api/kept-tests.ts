import { NULL_CODE, type Dictionary, type MadeOf, type Test } from '#columns';
import { allOf, simpleFilters } from './condition.ts';
import type { Filter, SimpleFilter } from './contract.ts';
import type { FieldSql } from './field-path.ts';
import type { Ask } from './world.ts';

/** What filters are looked up in. */
export interface TestWorld {
  readonly ask: Ask;
  readonly dictionary: (column: string) => Dictionary;
  readonly field: (path: string) => FieldSql;
}

/** Filters as tests of codes: each is asked of the values of its column, once, instead of every row. */
export class KeptTests {
  private readonly known = new Map<string, Promise<Test>>();
  private readonly world: TestWorld;

  constructor(world: TestWorld) {
    this.world = world;
  }

  all(filters: readonly Filter[] = []): Promise<Test[]> {
    return Promise.all(filters.map((filter) => this.of(filter)));
  }

  private of(filter: Filter): Promise<Test> {
    const key = JSON.stringify(filter);
    const test = this.known.get(key) ?? this.made(filter);
    this.known.set(key, test);
    return test;
  }

  private async made(filter: Filter): Promise<Test> {
    const columns = [];
    for (const one of alternatives({ ...filter, not: false }))
      columns.push({ name: one.field, passes: await this.passes(one) });
    return { columns, isNegated: filter.not === true };
  }

  private passes(filter: OneField): Promise<Uint8Array> {
    const dictionary = this.world.dictionary(filter.field);
    const field = this.world.field(filter.field);
    return remembered(dictionary, `${dictionary.size} ${field.type} ${JSON.stringify(filter)}`, async () => {
      const passes = new Uint8Array(dictionary.size);
      const codes = equalCodes(filter, dictionary, field) ?? (await this.asked(filter));
      for (const code of codes) passes[code] = 1;
      return passes;
    });
  }

  /** The codes whose values pass, by the engine: a filter means here what it means everywhere. */
  private async asked(filter: OneField): Promise<number[]> {
    const field = this.world.field(filter.field);
    const { duckdb, values } = allOf([filter], () => ({ ...field, duckdb: valueOf(field) }));
    const [found] = await this.world.ask(
      `SELECT to_json(list(code)) AS codes FROM (
         SELECT unnest(texts) AS text, unnest(range(0, len(texts))) AS code FROM (SELECT from_json(?, '["VARCHAR"]') AS texts)) AS v
       WHERE ${duckdb}`,
      [JSON.stringify([null, ...this.world.dictionary(filter.field).since(NULL_CODE + 1)]), ...values],
    );
    const codes = found?.['codes'];
    return JSON.parse(typeof codes === 'string' ? codes : '[]') as number[];
  }
}

/** What filters let through of a dictionary, until it grows. */
const passesOf = new WeakMap<Dictionary, Map<string, Promise<Uint8Array>>>();
const MOST_FILTERS = 100;

function remembered(
  dictionary: Dictionary,
  key: string,
  make: () => Promise<Uint8Array>,
): Promise<Uint8Array> {
  const known = passesOf.get(dictionary) ?? new Map<string, Promise<Uint8Array>>();
  passesOf.set(dictionary, known);
  if (known.size > MOST_FILTERS) known.clear();
  const passes = known.get(key) ?? make();
  known.set(key, passes);
  passes.catch(() => known.delete(key));
  return passes;
}

type OneField = Exclude<SimpleFilter, { op: 'any' }>;

/** The conditions on one field each of which one is enough. */
const alternatives = (filter: Filter): OneField[] =>
  simpleFilters(filter).flatMap((one) => (one.op === 'any' ? eachField(one) : [one]));

/** Whether a filter is a test of codes: among several of which one is enough, none may rule out several fields at once. */
export const isTestable = (filter: Filter): boolean =>
  filter.op !== 'or' || filter.filters.every((each) => each.op !== 'any' || each.not !== true);

const eachField = ({ fields, value }: Filter & { op: 'any' }): OneField[] =>
  fields.map((field) => ({ op: 'equals', field, value }));

/** What needs no question: texts that are equal. */
function equalCodes(filter: OneField, dictionary: Dictionary, field: FieldSql): number[] | undefined {
  if (field.isList || field.type !== 'string' || filter.not === true) return undefined;
  const wanted = filter.op === 'equals' ? [filter.value] : filter.op === 'in' ? filter.values : undefined;
  if (wanted === undefined || wanted.some((value) => typeof value !== 'string')) return undefined;
  return wanted.flatMap((value) => dictionary.codeOf(String(value)) ?? []);
}

const TYPES: Readonly<Record<string, string>> = {
  string: 'VARCHAR',
  int: 'INTEGER',
  long: 'BIGINT',
  double: 'DOUBLE',
  boolean: 'BOOLEAN',
};

/** Types whose values are kept as texts that stand for them exactly. */
export const isCodable = ({ type, isList }: FieldSql): boolean =>
  type in TYPES && !(isList && type === 'double');

/** A kept text as the value that it was. */
const valueOf = ({ type, isList }: FieldSql): string =>
  isList ? `from_json(v.text, '["${TYPES[type] ?? ''}"]')` : `CAST(v.text AS ${TYPES[type] ?? ''})`;

/** A field as the text that is kept of it. */
export function codedSql({ type, isList, duckdb }: FieldSql): string {
  if (isList) return `CAST(to_json(${duckdb}) AS VARCHAR)`;
  return type === 'string' ? duckdb : `CAST(${duckdb} AS VARCHAR)`;
}

/** How a field's text is made of another field's; undefined where it is not. */
export function madeOf({ madeOf: field, duckdb }: FieldSql): MadeOf | undefined {
  return field === undefined ? undefined : { name: field.name, type: TYPES[field.type] ?? '', sql: duckdb };
}
