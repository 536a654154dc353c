import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from 'vitest';

/** jemalloc's own account of its options, in a process that opens an engine. */
function optionsOf(limits: object, configuration: string): string {
  const code =
    `const { openDuckdb } = await import(${JSON.stringify(join(import.meta.dirname, 'index.ts'))});` +
    `(await openDuckdb(${JSON.stringify(limits)})).close();`;
  const { stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', code], {
    encoding: 'utf8',
    env: { ...process.env, DUCKDB_JE_MALLOC_CONF: configuration },
  });
  return stderr;
}

// DuckDB's build for Linux on x64 has jemalloc: elsewhere the variable may be nobody's.
const isLinux = process.platform === 'linux' && process.arch === 'x64';

test.runIf(isLinux)('an engine that reads files once gives freed memory back soon', () => {
  const options = optionsOf({ threads: 5, readsOnce: true }, 'stats_print:true');
  expect(options).toMatch(/opt\.dirty_decay_ms: 500\b/);
  expect(options).toMatch(/opt\.muzzy_decay_ms: 0\b/);
  expect(options).toMatch(/opt\.narenas: 2\b/);
});

test.runIf(isLinux)('what the environment says already goes before', () => {
  const options = optionsOf({ readsOnce: true }, 'stats_print:true,dirty_decay_ms:7');
  expect(options).toMatch(/opt\.dirty_decay_ms: 7\b/);
});

test.runIf(isLinux)("other engines keep DuckDB's own settings", () => {
  expect(optionsOf({}, 'stats_print:true')).toMatch(/opt\.muzzy_decay_ms: 1000\b/);
});
