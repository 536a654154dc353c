import type { TestProject } from 'vitest/node';
import { demo, empty, hostile, many } from './lakes.ts';
import { openLake, type Lake } from './world.ts';

declare module 'vitest' {
  interface ProvidedContext {
    demo: Lake;
    empty: Lake;
    hostile: Lake;
    many: Lake;
  }
}

let open: (() => Promise<void>)[] = [];

/** Fills and serves the lakes that all stories look at, once. */
export async function setup({ provide }: TestProject): Promise<void> {
  const fills = { demo, empty, hostile, many };
  for (const name of ['demo', 'empty', 'hostile', 'many'] as const) {
    const { close, ...told } = await openLake(fills[name]);
    provide(name, told);
    open.push(close);
  }
}

export async function teardown(): Promise<void> {
  for (const close of open) await close();
  open = [];
}
