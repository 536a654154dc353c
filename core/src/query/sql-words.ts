/** A piece of SQL text. `name`: an identifier, bare or quoted; `text`: a string literal; `blank`: white space or a comment. */
export interface SqlWord {
  readonly kind: 'name' | 'quoted' | 'text' | 'number' | 'blank' | 'sign';
  readonly text: string;
  readonly offset: number;
}

const WORD =
  /(\s+|--[^\n]*|\/\*[^]*?(?:\*\/|$))|('(?:[^']|'')*')|("(?:[^"]|"")*")|(\d[\w.]*)|([\p{L}_][\p{L}\p{N}_$]*)|(?:->|<>|!=|<=|>=|\|\||[^])/gu;

/** What the groups of `WORD` are; where none matches, a sign. */
const KINDS = ['blank', 'text', 'quoted', 'number', 'name'] as const;

/** Cuts SQL into words; joined again they are the text. A quote that is never closed is a sign. */
export function sqlWords(sql: string): SqlWord[] {
  return [...sql.matchAll(WORD)].map((match) => ({
    kind: KINDS.find((_kind, at) => match[at + 1] !== undefined) ?? 'sign',
    text: match[0],
    offset: match.index,
  }));
}

/** All names in SQL, lower-case. */
export const namesIn = (sql: string): readonly string[] =>
  sqlWords(sql).flatMap((word) => nameOf(word) ?? []);

/** The name that a word stands for, lower-case: names are the same in any case, quoted or not. */
export function nameOf(word: SqlWord | undefined): string | undefined {
  if (word?.kind === 'name') return word.text.toLowerCase();
  return word?.kind === 'quoted' ? word.text.slice(1, -1).replaceAll('""', '"').toLowerCase() : undefined;
}
