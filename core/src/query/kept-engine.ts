import { FencedEngine, type OpenEngine } from './fenced-engine.ts';

/**
 * A fenced engine that is kept between queries, since opening one takes longer than planning a query. Queries share its memory; each
 * has a connection, with temporary views that no other sees. It is opened when first needed, and anew after a query that broke it.
 */
export class KeptEngine {
  readonly #open: () => Promise<FencedEngine>;
  #current: Promise<FencedEngine> | undefined;

  /** @param folders absolute folders below which every file of the lake's tables lies */
  constructor(openEngine: OpenEngine, folders: readonly string[]) {
    this.#open = () => FencedEngine.open(openEngine, { folders, writable: [] });
  }

  /** Lends the engine for the duration of `use`. */
  async lend<T>(use: (engine: FencedEngine) => Promise<T>): Promise<T> {
    const current = (this.#current ??= this.#open());
    const forget = () => {
      if (this.#current === current) this.#current = undefined;
    };
    const engine = await current.catch((error: unknown) => {
      forget();
      throw error;
    });
    try {
      return await use(engine);
    } catch (error) {
      if (isBreak(error)) {
        forget();
        engine.close();
      }
      throw error;
    }
  }

  /** Opens the engine and makes ready what queries may need: for a program that waits for them. */
  warm(): Promise<void> {
    return this.lend((engine) => engine.makeAllMacros());
  }

  /** Closes the engine, if it was ever opened. */
  close(): void {
    void this.#current?.then(
      (engine) => engine.close(),
      () => undefined,
    );
    this.#current = undefined;
  }
}

/** Whether an error says that the engine can answer nothing more. */
function isBreak(error: unknown): boolean {
  for (let each = error; each instanceof Error; each = each.cause)
    if (/^(?:FATAL|INTERNAL) Error/i.test(each.message)) return true;
  return false;
}
