import type { Config } from '#config';
import { configOf } from '../../src/bin/context.ts';

/**
 * A lake is served by an engine of one thread: there are as many processes of tests as processors, and where an engine has more threads they
 * wait for each other (a tenth of all tests' processor time). Commands, and `levee serve` as a process, have an engine's usual ones.
 */
export const servedConfig = (lake: string): Config => ({ ...configOf({ lake }), engine: { threads: 1 } });
