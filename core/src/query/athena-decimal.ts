/** Texts and comments, in which no number stands. */
const TEXTS = /'(?:[^']|'')*'|--[^\n]*|\/\*[^]*?\*\//g;

/** What a decimal or a `real` comes of: no table of a lake has one. */
const SOURCES = /\d\.(?!\w)|\.\d|\b(?:dec|decimal|numeric|real)\b/i;

/** Whether a query may make a decimal or a `real` number, whose aggregates have other types than those of the engine. */
export const mayBeDecimal = (sql: string): boolean => SOURCES.test(sql.replaceAll(TEXTS, "''"));
