import type { AthenaSql, Field, FieldType } from '#format';
import { LeveeError } from '#kernel';
import { nameOf, sqlWords, type SqlWord } from '#query';

/** Type of a view's column: a table's, or a date, which only expressions give. */
export type ViewType = FieldType | 'date';

/** Functions that declared expressions may call: what they give. Each is in `spark-expression.ts` too. */
const RESULTS: Readonly<Record<string, FieldType>> = {
  date_format: 'string',
  lower: 'string',
  nullif: 'string',
  split_part: 'string',
  upper: 'string',
};

const CAST_RESULTS: Readonly<Record<string, ViewType>> = {
  bigint: 'long',
  boolean: 'boolean',
  date: 'date',
  double: 'double',
  integer: 'int',
  varchar: 'string',
};

/**
 * The type of a declared expression over a table's columns.
 * @throws LeveeError for a column that is not there and for a form that is not one of these.
 */
export function expressionType(sql: AthenaSql, fields: readonly Field[]): ViewType {
  const words = sqlWords(sql).filter(({ kind }) => kind !== 'blank');
  if (words.length === 1 && words[0]?.kind === 'text') return 'string';
  const path = pathOf(words);
  const found = path === undefined ? callType(words) : fieldAt(path, fields, sql);
  if (found !== undefined) return found;
  throw new LeveeError(`the type of the declared expression ${sql} is not known`, {
    hint: 'core/src/emit/view-expression.ts lists the functions that a declaration may call',
  });
}

/** What `function(…)` gives. */
function callType(words: readonly SqlWord[]): ViewType | undefined {
  const [first, open] = words;
  const isCall = open?.text === '(' && words.at(-1)?.text === ')';
  const name = isCall ? (nameOf(first) ?? '') : '';
  return name === 'cast' ? CAST_RESULTS[nameOf(words.at(-2)) ?? ''] : RESULTS[name];
}

/** The names of `a.b.c`; undefined for anything else. */
function pathOf(words: readonly SqlWord[]): string[] | undefined {
  const names = words.filter((_, at) => at % 2 === 0).map(nameOf);
  const isPath = words.length % 2 === 1 && words.every(({ text }, at) => at % 2 === 0 || text === '.');
  return isPath && names.every((name) => name !== undefined) ? names : undefined;
}

function fieldAt(path: readonly string[], fields: readonly Field[], sql: AthenaSql): FieldType {
  const [name, ...rest] = path;
  const type = fields.find((field) => field.name === name)?.type;
  if (type !== undefined && rest.length === 0) return type;
  if (typeof type === 'object' && type.type === 'struct') return fieldAt(rest, type.fields, sql);
  throw new LeveeError(`the declared expression ${sql} names a column that is not there`);
}
