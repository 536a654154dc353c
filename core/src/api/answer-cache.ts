const MOST_ANSWERS = 500;
const MOST_CHARACTERS = 64 * 2 ** 20;

/** Answers by what they depend on, the least used dropped first, within bounds of number and size. */
export class AnswerCache {
  private readonly texts = new Map<string, string>();
  private characters = 0;

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
    this.characters += text.length;
    while (this.texts.size > MOST_ANSWERS || this.characters > MOST_CHARACTERS) {
      const [oldest] = this.texts.keys();
      if (oldest === undefined) return;
      this.drop(oldest);
    }
  }

  private drop(key: string): void {
    this.characters -= this.texts.get(key)?.length ?? 0;
    this.texts.delete(key);
  }
}
