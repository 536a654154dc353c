/** Code of a missing value. */
export const NULL_CODE = 0;

/** Texts and their codes, from 1 on; only ever added to, so that codes hold in every file. */
export class Dictionary {
  private readonly texts: string[] = [''];
  private readonly codes = new Map<string, number>();
  /** Characters of all texts. */
  characters = 0;

  /** Codes up to this one, that of a missing value included, are in use. */
  get size(): number {
    return this.texts.length;
  }

  /** The code of each text, added where it is new. */
  codesOf(texts: readonly string[]): Uint32Array {
    return Uint32Array.from(texts, (text) => this.codes.get(text) ?? this.added(text));
  }

  /** The code of a text; undefined where no file has it. */
  codeOf(text: string): number | undefined {
    return this.codes.get(text);
  }

  /** The text of a code; null for a missing value. */
  textOf(code: number): string | null {
    return code === NULL_CODE ? null : (this.texts[code] ?? null);
  }

  /** Texts from a code on. */
  since(code: number): string[] {
    return this.texts.slice(code);
  }

  private added(text: string): number {
    const code = this.texts.length;
    this.texts.push(text);
    this.codes.set(text, code);
    this.characters += text.length;
    return code;
  }
}
