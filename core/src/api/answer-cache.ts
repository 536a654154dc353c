const MOST_ANSWERS = 500;
/** The engine of JavaScript takes one or two for a character. */
const BYTES_OF_CHARACTER = 2;

/** Answers by what they depend on, the least used dropped first, within bounds of number and size. */
export class AnswerCache {
  private readonly texts = new Map<string, string>();
  private bytes = 0;
  private readonly most: number;

  /** `most`: bytes of memory for the answers; 0 keeps none. */
  constructor(most: number) {
    this.most = most;
  }

  get(key: string): string | undefined {
    const text = this.texts.get(key);
    if (text === undefined) return undefined;
    this.texts.delete(key);
    this.texts.set(key, text);
    return text;
  }

  set(key: string, text: string): void {
    this.drop(key);
    this.texts.set(key, text);
    this.bytes += bytesOf(key, text);
    while (this.texts.size > MOST_ANSWERS || this.bytes > this.most) {
      const [oldest] = this.texts.keys();
      if (oldest === undefined) return;
      this.drop(oldest);
    }
  }

  private drop(key: string): void {
    const text = this.texts.get(key);
    if (text === undefined) return;
    this.bytes -= bytesOf(key, text);
    this.texts.delete(key);
  }
}

const bytesOf = (key: string, text: string): number => (key.length + text.length) * BYTES_OF_CHARACTER;
