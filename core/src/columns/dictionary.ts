import { codeOf, TextTable, type Texts } from '#parquet';

/** Code of a missing value. */
export const NULL_CODE = 0;

/** Texts and their codes, from 1 on; only ever added to, so that codes hold in every file. */
export class Dictionary {
  private readonly table = new TextTable();

  /** Codes up to this one, that of a missing value included, are in use. */
  get size(): number {
    return this.table.size + 1;
  }

  /** Bytes of all texts. */
  get textBytes(): number {
    return this.table.textBytes;
  }

  /** The code of each text, added where it is new. */
  codesOf(texts: readonly string[]): Uint32Array {
    return Uint32Array.from(texts, (text) => codeOf(this.table, text));
  }

  /** The code of each text of a file, by its code there. */
  codesIn(texts: Texts): Uint32Array {
    const codes = new Uint32Array(texts.size + 1);
    const numbers = this.table.numbersOf(texts);
    for (let text = 0; text < texts.size; text += 1) codes[text + 1] = (numbers[text] as number) + 1;
    return codes;
  }

  /** The code of a text; undefined where no file has it. */
  codeOf(text: string): number | undefined {
    const bytes = Buffer.from(text, 'utf8');
    const number = this.table.find({ bytes, from: 0, length: bytes.length });
    return number < 0 ? undefined : number + 1;
  }

  /** The text of a code; null for a missing value. */
  textOf(code: number): string | null {
    return code === NULL_CODE || code > this.table.size ? null : this.table.textOf(code - 1);
  }

  /** Texts from a code on; that of a missing value is empty. */
  since(code: number): string[] {
    return Array.from({ length: Math.max(0, this.size - code) }, (_, at) => this.textOf(code + at) ?? '');
  }
}
