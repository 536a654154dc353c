import type { EmbeddedEngine, EngineConnection } from '#port';
import { neededMacros, SHARED_MACROS } from './athena-macros.ts';
import { fence, type Fence } from './fence.ts';

/** Opens an engine that nobody else has. */
export type OpenEngine = () => Promise<EmbeddedEngine>;

/** An engine behind the fence, and what was made in it for all its connections. */
export class FencedEngine {
  readonly #engine: EmbeddedEngine;
  readonly #made = new Set<string>();
  #making: Promise<undefined> = Promise.resolve(undefined);

  private constructor(engine: EmbeddedEngine) {
    this.#engine = engine;
  }

  /** Opens an engine and closes the fence around it. */
  static async open(openEngine: OpenEngine, within: Fence): Promise<FencedEngine> {
    const engine = await openEngine();
    try {
      await fence(engine, within);
      return new FencedEngine(engine);
    } catch (error) {
      engine.close();
      throw error;
    }
  }

  withConnection<T>(use: (connection: EngineConnection) => Promise<T>): Promise<T> {
    return this.#engine.withConnection(use);
  }

  /** Makes the macros that a query with these names (lower-case) may call, where they are not there yet. */
  async makeMacros(connection: EngineConnection, names: ReadonlySet<string>): Promise<void> {
    const { shared, own } = neededMacros(names);
    if ([...shared.keys()].some((name) => !this.#made.has(name))) await this.#share(connection, shared);
    if (own.length > 0) await connection.run(own.join(';\n'));
  }

  /** Makes all macros that mean the same for every query, before one asks for them. */
  makeAllMacros(): Promise<void> {
    return this.withConnection((connection) => this.#share(connection, neededMacros(SHARED_MACROS).shared));
  }

  close(): void {
    this.#engine.close();
  }

  /** One after the other: two connections that make the same macro at once disturb each other. */
  #share(connection: EngineConnection, macros: ReadonlyMap<string, string>): Promise<void> {
    const making = this.#making.then(async () => {
      const missing = [...macros].filter(([name]) => !this.#made.has(name));
      if (missing.length > 0) await connection.run(missing.map(([, statement]) => statement).join(';\n'));
      for (const [name] of missing) this.#made.add(name);
      return undefined;
    });
    this.#making = making.catch(() => undefined);
    return making;
  }
}
