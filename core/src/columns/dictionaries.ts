import { Dictionary } from './dictionary.ts';

/** Bytes of the texts of a table's dictionaries beyond which they begin anew. */
const MOST_TEXT_BYTES = 128 * 2 ** 20;

/** A dictionary for each column of each table. */
export class Dictionaries {
  private readonly known = new Map<string, Dictionary>();

  of(table: string, column: string): Dictionary {
    const name = nameOf(table, column);
    const known = this.known.get(name) ?? new Dictionary();
    this.known.set(name, known);
    return known;
  }

  /** Codes of a column; undefined where no file of it was read. */
  sizeOf(table: string, column: string): number | undefined {
    return this.known.get(nameOf(table, column))?.size;
  }

  /** Whether so much is in a table's that they should begin anew: values of files that went long ago stay in them. */
  areFull(table: string): boolean {
    let bytes = 0;
    for (const [name, { textBytes }] of this.known)
      if (name.startsWith(nameOf(table, ''))) bytes += textBytes;
    return bytes > MOST_TEXT_BYTES;
  }
}

const nameOf = (table: string, column: string): string => `${table} ${column}`;
