import type { Field, FieldType } from '#format';

/** A column that people look for values in: of text, or a list of texts. */
export interface SearchedColumn {
  readonly id: number;
  readonly path: readonly string[];
  readonly isList: boolean;
}

/** A text column, or a list of texts, by its path through structs (names in any case); undefined for any other. */
export function searchedColumn(
  fields: readonly Field[],
  path: readonly string[],
): SearchedColumn | undefined {
  const [name = '', ...rest] = path;
  const field = fields.find((each) => each.name.toLowerCase() === name.toLowerCase());
  if (field === undefined) return undefined;
  if (rest.length > 0) {
    const inner = searchedColumn(membersOf(field.type), rest);
    return inner && { ...inner, path: [field.name, ...inner.path] };
  }
  const isList =
    typeof field.type !== 'string' && field.type.type === 'list' && field.type.element === 'string';
  return isList || field.type === 'string' ? { id: field.id, path: [field.name], isList } : undefined;
}

const membersOf = (type: FieldType): readonly Field[] =>
  typeof type !== 'string' && type.type === 'struct' ? type.fields : [];

/** Those of some paths that are such columns. */
export const searchedColumns = (
  fields: readonly Field[],
  paths: readonly (readonly string[])[],
): SearchedColumn[] => paths.flatMap((path) => searchedColumn(fields, path) ?? []);
