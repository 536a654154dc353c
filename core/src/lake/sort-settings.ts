import type { EmbeddedEngine, EngineConnection } from '#port';

/** Memory that a sort has where the engine has more: of the engine's default of 600 MB. */
const MEMORY = 400_000_000;

/** Of a larger limit a sort has this part: what it takes beside its buffers no limit counts. */
const SHARE = 2 / 3;

/**
 * A connection to sort on: one thread, and less memory than the engine has. Measured on WAF rows under 600 MB: two threads took
 * twice the processor time of one and a third more memory; with 400 MB instead of 600 a sort takes as long, as it spills in
 * time. The settings are the whole engine's, so they are put back.
 */
export function withSortSettings<T>(
  engine: EmbeddedEngine,
  use: (connection: EngineConnection) => Promise<T>,
): Promise<T> {
  return engine.withConnection(async (connection) => {
    const [row] = await connection.rows(
      `SELECT current_setting('threads')::INTEGER AS threads, current_setting('memory_limit') AS memory`,
    );
    const memory = bytesOf(String(row?.['memory']));
    await set(connection, 1, Math.max(memory * SHARE, Math.min(memory, MEMORY)));
    try {
      return await use(connection);
    } finally {
      await set(connection, Number(row?.['threads']), memory);
    }
  });
}

async function set(connection: EngineConnection, threads: number, memory: number): Promise<void> {
  await connection.run(`SET threads = ${threads}`);
  await connection.run(`SET memory_limit = '${Math.round(memory)}B'`);
}

const UNITS: Readonly<Record<string, number>> = {
  bytes: 1,
  KiB: 2 ** 10,
  MiB: 2 ** 20,
  GiB: 2 ** 30,
  TiB: 2 ** 40,
};

/** Bytes of `572.2 MiB`, as the engine writes its limit. */
function bytesOf(text: string): number {
  const [number, unit = ''] = text.split(' ');
  const bytes = Number(number) * (UNITS[unit] ?? Number.NaN);
  if (Number.isNaN(bytes)) throw new Error(`the engine's memory limit is not understood: ${text}`);
  return bytes;
}
