import type { Field } from '#format';
import { ident } from '#port';
import { ROW } from './field-path.ts';

/**
 * The part of a row's name that tells it from others of its microsecond, as SQL: the MD5 of its values, which survive compaction. Values
 * in lists and maps do not count: reading those of 16,384 WAF rows takes three times as long as reading all others, and every log that
 * has lists has an id of its events outside them. Rows that are equal in it are numbered.
 */
export const hashOf = (fields: readonly Field[]): string =>
  `md5(CAST(to_json([${leaves(fields, ROW).join(', ')}]) AS VARCHAR))`;

/** The values outside lists and maps, as texts. */
const leaves = (fields: readonly Field[], parent: string): string[] =>
  fields.flatMap(({ name, type }) => {
    const value = `${parent}.${ident(name)}`;
    if (typeof type === 'string') return [`CAST(${value} AS VARCHAR)`];
    return type.type === 'struct' ? leaves(type.fields, value) : [];
  });
