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

/** Fills and serves the lakes that all stories look at, once and side by side. */
export async function setup({ provide }: TestProject): Promise<void> {
  const fills = { demo, empty, hostile, many };
  const names = ['demo', 'empty', 'hostile', 'many'] as const;
  await Promise.all(
    names.map(async (name) => {
      const { close, ...told } = await openLake(fills[name]);
      open.push(close);
      provide(name, told);
    }),
  );
}

export async function teardown(): Promise<void> {
  await Promise.all(open.map((close) => close()));
  open = [];
}
