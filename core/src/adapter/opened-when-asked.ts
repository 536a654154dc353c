import type { EmbeddedEngine } from '#port';

/**
 * An engine that is opened when it is first asked for a connection, and anew after an opening that failed: most questions to a lake are
 * answered by the engine of the question alone, and opening another takes ten milliseconds.
 */
export function openedWhenAsked(open: () => Promise<EmbeddedEngine>): EmbeddedEngine {
  let opening: Promise<EmbeddedEngine> | undefined;
  let engine: EmbeddedEngine | undefined;
  const opened = async (): Promise<EmbeddedEngine> => {
    try {
      engine = await (opening ??= open());
      return engine;
    } catch (error) {
      opening = undefined;
      throw error;
    }
  };
  return {
    withConnection: async (use) => (await opened()).withConnection(use),
    close: () => {
      if (engine === undefined) void opening?.then(closed, () => undefined);
      else engine.close();
    },
  };
}

/** One that was still being opened when it was closed. */
const closed = (late: EmbeddedEngine): void => late.close();
