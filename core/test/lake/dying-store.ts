import type { Ledger, ObjectStore } from '#port';

/** When a process dies: at its nth change of the world, before it or right after it. */
export interface Death {
  readonly step: number;
  readonly when: 'before' | 'after';
}

/**
 * A real store and ledger seen by a process that dies: from its step on nothing works any more, not even tidying up.
 * `isDead` says whether it came to that.
 */
export function dying(
  world: { store: ObjectStore; ledger: Ledger },
  death: Death,
): { store: ObjectStore; ledger: Ledger; isDead: () => boolean } {
  let steps = 0;
  let isDead = false;
  const killed = (): Promise<never> => Promise.reject(new Error('killed'));
  const reading = <T>(use: () => Promise<T>): Promise<T> => (isDead ? killed() : use());
  const changing = async <T>(use: () => Promise<T>): Promise<T> => {
    if (isDead) return killed();
    steps += 1;
    const isLast = steps === death.step;
    if (isLast) isDead = true;
    if (isLast && death.when === 'before') return killed();
    const result = await use();
    return isLast ? killed() : result;
  };
  const { store, ledger } = world;
  return {
    store: {
      ...store,
      read: (key) => reading(() => store.read(key)),
      write: (key, bytes) => changing(() => store.write(key, bytes)),
      create: (key, bytes) => changing(() => store.create(key, bytes)),
      adopt: (path, key) => changing(() => store.adopt(path, key)),
      remove: (key) => changing(() => store.remove(key)),
    },
    ledger: {
      ...ledger,
      commit: (entries) => changing(() => ledger.commit(entries)),
      release: (uris) => changing(() => ledger.release(uris)),
    },
    isDead: () => isDead,
  };
}
