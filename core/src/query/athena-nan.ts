/** Texts and comments, in which no operator stands. */
const TEXTS = /'(?:[^']|'')*'|--[^\n]*|\/\*[^]*?\*\//g;

/** What a NaN may come of, in a query or in what it is written as. */
const SOURCES =
  /\/|%|\d[eE]|\b(?:athena_(?:to_)?)?(?:nan|infinity|double|real|float|mod|pow|power|exp|sqrt|ln|log|log2|log10|acos|asin)\b/i;

/** Whether a query may make a NaN: without any source there is none, since no table of a lake holds one. */
export const mayBeNan = (sql: string): boolean => SOURCES.test(sql.replaceAll(TEXTS, "''"));
