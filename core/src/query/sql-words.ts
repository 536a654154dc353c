/** A piece of SQL text. `name`: an identifier, bare or quoted; `text`: a string literal; `blank`: white space or a comment. */
export interface SqlWord {
  readonly kind: 'name' | 'quoted' | 'text' | 'number' | 'blank' | 'sign';
  readonly text: string;
  readonly offset: number;
}

const WORD =
  /(?<blank>\s+|--[^\n]*|\/\*[^]*?(?:\*\/|$))|(?<text>'(?:[^']|'')*')|(?<quoted>"(?:[^"]|"")*")|(?<number>\d[\w.]*)|(?<name>[\p{L}_][\p{L}\p{N}_$]*)|(?<sign>->|<>|!=|<=|>=|\|\||[^])/gu;

/** Cuts SQL into words; joined again they are the text. A quote that is never closed is a sign. */
export function sqlWords(sql: string): SqlWord[] {
  return [...sql.matchAll(WORD)].map((match) => {
    const [kind = 'sign'] = Object.entries(match.groups ?? {}).find(([, text]) => text !== undefined) ?? [];
    return { kind: kind as SqlWord['kind'], text: match[0], offset: match.index };
  });
}

/** All names in SQL, lower-case. */
export const namesIn = (sql: string): readonly string[] =>
  sqlWords(sql).flatMap((word) => nameOf(word) ?? []);

/** The name that a word stands for, lower-case: names are the same in any case, quoted or not. */
export function nameOf(word: SqlWord | undefined): string | undefined {
  if (word?.kind === 'name') return word.text.toLowerCase();
  return word?.kind === 'quoted' ? word.text.slice(1, -1).replaceAll('""', '"').toLowerCase() : undefined;
}
