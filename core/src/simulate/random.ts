/** A seeded source of numbers: the same seed and name give the same sequence on every machine. */
export class Random {
  readonly #state: Uint32Array;

  /** `parts` name the stream: seed, incident, slot. Streams of different names are independent. */
  constructor(...parts: readonly (string | number)[]) {
    let hash = 2166136261;
    for (const character of parts.join('/'))
      hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 16777619);
    this.#state = Uint32Array.from({ length: 4 }, () => {
      hash = Math.imul(hash ^ (hash >>> 15), 2246822519) + 0x9e3779b9;
      return hash >>> 0;
    });
  }

  /** The next 32 bits (xoshiro128**, Blackman and Vigna 2018). */
  bits(): number {
    const [a = 0, b = 0, c = 0, d = 0] = this.#state;
    const result = Math.imul(rotate(Math.imul(b, 5), 7), 9) >>> 0;
    const second = c ^ a;
    const third = d ^ b;
    this.#state.set([a ^ third, b ^ second, second ^ (b << 9), rotate(third, 11)]);
    return result;
  }

  /** From 0 up to but not including 1. */
  real(): number {
    return this.bits() / 4_294_967_296;
  }

  /** A whole number from `least` to `most`, both included. */
  whole(least: number, most: number): number {
    return least + Math.floor(this.real() * (most - least + 1));
  }

  chance(probability: number): boolean {
    return this.real() < probability;
  }

  pick<Item>(items: readonly Item[]): Item {
    const item = items[Math.floor(this.real() * items.length)];
    if (item === undefined) throw new Error('nothing to pick from');
    return item;
  }

  /** Index below `count`, small ones far more often (a Zipf-like choice). */
  skewed(count: number): number {
    return Math.min(count - 1, Math.floor(count ** this.real()) - 1);
  }

  /** How many events fall into a slot that expects `mean` of them (Poisson; normal above 50). */
  count(mean: number): number {
    if (mean > 50) return Math.max(0, Math.round(mean + Math.sqrt(mean) * this.#normal()));
    const limit = Math.exp(-mean);
    let product = this.real();
    let count = 0;
    while (product > limit) {
      product *= this.real();
      count += 1;
    }
    return count;
  }

  /** Lower-case hexadecimal digits. */
  hex(length: number): string {
    let text = '';
    while (text.length < length) text += this.bits().toString(16).padStart(8, '0');
    return text.slice(0, length);
  }

  uuid(): string {
    const hex = this.hex(32);
    return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
  }

  #normal(): number {
    return Math.sqrt(-2 * Math.log(1 - this.real())) * Math.cos(2 * Math.PI * this.real());
  }
}

const rotate = (value: number, by: number): number => ((value << by) | (value >>> (32 - by))) >>> 0;
