/** Hears the part of a question that is done, 0 to 1; null where nothing is known. */
export type Watch = (share: number | null) => void;

const EVERY_MILLISECONDS = 250;

/** How far a question of several statements is: those that have ended, and the part of the running one. */
export class Progress {
  private ended = 0;
  private expected = 1;
  private readonly probe: () => number | null;

  constructor(probe: () => number | null) {
    this.probe = probe;
  }

  /** How many statements there will be. */
  expect(statements: number): void {
    this.expected = statements;
  }

  /** Steps besides the statements, of about as much work. */
  expectMore(steps: number): void {
    this.expected += steps;
  }

  /** One of those has ended. */
  step(): void {
    this.ended += 1;
  }

  /** Counts a statement when it ends. */
  async counting<T>(statement: Promise<T>): Promise<T> {
    const found = await statement;
    this.ended += 1;
    return found;
  }

  /** Tells `watch` of the progress now and then, until `question` ends. */
  async telling<T>(watch: Watch | undefined, question: Promise<T>): Promise<T> {
    if (watch === undefined) return question;
    const timer = setInterval(() => watch(this.share()), EVERY_MILLISECONDS);
    try {
      return await question;
    } finally {
      clearInterval(timer);
    }
  }

  private share(): number | null {
    const running = this.probe();
    if (this.ended === 0 && running === null) return null;
    return Math.min(1, (this.ended + (running ?? 0)) / Math.max(this.expected, this.ended));
  }
}
