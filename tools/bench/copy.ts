import { openDuckdb } from '../../core/src/adapter/index.ts';

/** Runs one statement in an engine with generous memory: the hand-written side of a benchmark. */
const engine = await openDuckdb({ memory: '8GB' });
await engine.withConnection((connection) => connection.run(process.argv[2] ?? ''));
engine.close();
