/** What the engine's memory allocator reads when the engine is loaded (jemalloc, "TUNING"; DuckDB gives the variable its prefix). Linux only. */
const VARIABLE = 'DUCKDB_JE_MALLOC_CONF';

/** Engine threads that share an arena: each arena keeps freed memory for itself. */
const THREADS_OF_ARENA = 4;

let isSaid = false;

/**
 * Has the engine give memory back that it has freed: half a second later, at once to the kernel, and whichever thread it was of. By default it
 * takes up to two seconds, and what the arena of an idle thread has kept stays for good (measured on 4 GB of WAF logs: 120 to 180 MB of each
 * batch's). Holds for the process, if said before its first engine; what a person has put into the variable goes before.
 */
export function giveBackSoon(threads: number): void {
  if (isSaid) return;
  isSaid = true;
  const ours = `dirty_decay_ms:500,muzzy_decay_ms:0,narenas:${Math.ceil(threads / THREADS_OF_ARENA)}`;
  const given = process.env[VARIABLE];
  process.env[VARIABLE] = given === undefined ? ours : `${ours},${given}`;
}
