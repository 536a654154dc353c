#!/usr/bin/env node
import { enableCompileCache } from 'node:module';
import { homedir } from 'node:os';
import { join } from 'node:path';

/** Compiled code is kept in the user's own cache folder: starting takes half the work (`levee query --help`: 0.23 s of processor against 0.51). */
const caches = process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache');
const code = join(caches, 'levee', 'code');
enableCompileCache(code);
// Worker threads look for it here.
process.env['NODE_COMPILE_CACHE'] ??= code;

const { main } = await import('./program.ts');
await main();
