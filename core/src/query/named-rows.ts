import { ident, type EngineConnection } from '#port';
import type { QueryRequest } from './query.ts';
import { closingOf, membersOf } from './type-text.ts';

/**
 * A query whose rows without names, `ROW(1, 'a')`, have fields `field0`, `field1`: the engine keeps no others. It is only described,
 * not run.
 */
export async function withNamedRows(
  connection: EngineConnection,
  sql: string,
  parameters: QueryRequest['parameters'],
): Promise<string> {
  const columns = await connection.rows(`DESCRIBE ${sql}`, parameters);
  const items = columns.map(
    (column, at) =>
      `CAST(c${at} AS ${namedType(String(column['column_type']))}) AS ${ident(String(column['column_name']))}`,
  );
  return `SELECT ${items.join(', ')} FROM (${sql}) AS levee_rows(${columns.map((_, at) => `c${at}`).join(', ')})`;
}

/** `STRUCT(INTEGER, VARCHAR)` as `STRUCT(field0 INTEGER, field1 VARCHAR)`, within other types too. */
function namedType(type: string): string {
  const [, name] = /^(STRUCT|MAP)\(/.exec(type) ?? [];
  if (name === undefined) return type;
  const end = closingOf(type, name.length);
  const members = membersOf(type.slice(name.length + 1, end));
  const made = name === 'MAP' ? members.map(namedType) : members.map(fieldOf);
  return `${name}(${made.join(', ')})${type.slice(end + 1)}`;
}

/** A field has a name where a type stands behind it: names are quoted or begin with a small letter. */
function fieldOf(member: string, at: number): string {
  const [, name, type] = /^("(?:[^"]|"")*"|[a-z_]\w*) (.*)$/s.exec(member) ?? [];
  return name === undefined || type === undefined
    ? `field${at} ${namedType(member)}`
    : `${name} ${namedType(type)}`;
}
