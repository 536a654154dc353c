import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { LeveeError } from '#kernel';
import { ChildProcess } from './child-process.contract.ts';
import type { Ledger, LedgerEntry, ObjectVersion } from './ledger.ts';

/** One ledger as its contract needs it: opened as often as wanted, with a clock that the test moves. */
export interface LedgerWorld {
  /** Opens the same ledger once more, as another worker would. `exclusive` gives up after one second. */
  open(): Promise<Ledger>;
  /** Moves the clock that every handle of `open` reads. */
  advance(seconds: number): void;
  /** A JavaScript expression (module code) that opens the same ledger in another process: a promise of it. */
  readonly expression: string;
}

const object = (name: string, version = 'v1'): ObjectVersion => ({
  uri: `s3://logs/${name}.gz`,
  version,
  sizeBytes: 100,
});

const entry = (name: string, version = 'v1'): LedgerEntry => ({
  ...object(name, version),
  format: 'waf',
  table: 'waf_logs',
  batch: 'b1',
  records: 3,
  rows: 2,
  rejects: 1,
  committedAt: 1_700_000_000_123,
  firstDay: '2026-01-31',
  lastDay: null,
});

const LEASE = { leaseSeconds: 60 };

interface Opened {
  readonly world: LedgerWorld;
  readonly one: Ledger;
  readonly two: Ledger;
  /** Another process with the ledger in `ledger`; waits until its code prints `ready`. */
  readonly startChild: (code: string) => Promise<ChildProcess>;
}

const CASES: Readonly<Record<string, (opened: Opened) => Promise<void>>> = {
  'an object is given to one worker only': async ({ one, two }) => {
    expect(await one.claim([object('a'), object('b')], LEASE)).toEqual(['claimed', 'claimed']);
    expect(await two.claim([object('b'), object('c')], LEASE)).toEqual(['busy', 'claimed']);
    expect(await one.claim([object('a'), object('a', 'v2')], LEASE)).toEqual(['busy', 'busy']);
  },

  'an object named twice in one claim is given once': async ({ one }) => {
    expect(await one.claim([object('a'), object('a')], LEASE)).toEqual(['claimed', 'busy']);
  },

  'a committed version is skipped, another version replaces it': async ({ one, two }) => {
    await one.claim([object('a')], LEASE);
    await one.commit([entry('a')]);
    expect(await two.claim([object('a'), object('a', 'v2')], LEASE)).toEqual(['committed', 'replaces']);
    expect(await one.claim([object('a', 'v2')], LEASE)).toEqual(['busy']);
  },

  'again claims a committed version as a replacement': async ({ one }) => {
    await one.commit([entry('a')]);
    expect(await one.claim([object('a'), object('b')], { ...LEASE, again: true })).toEqual([
      'replaces',
      'claimed',
    ]);
  },

  'a commit ends the claims of its versions, whoever holds them': async ({ one, two }) => {
    await one.claim([object('a'), object('b', 'v2')], LEASE);
    await two.commit([entry('a'), entry('b', 'v1')]);
    expect(await two.activeClaims()).toBe(1);
    expect(await two.claim([object('b', 'v2')], LEASE)).toEqual(['busy']);
  },

  'a lease ends by time, and renew prolongs all of one worker': async ({ world, one, two }) => {
    await one.claim([object('a')], LEASE);
    await two.claim([object('b')], LEASE);
    world.advance(50);
    await one.renew(60);
    world.advance(20);
    expect(await one.claim([object('b')], LEASE)).toEqual(['claimed']);
    expect(await two.claim([object('a')], LEASE)).toEqual(['busy']);
    world.advance(41);
    expect(await two.claim([object('a')], LEASE)).toEqual(['claimed']);
  },

  'a lease that another worker took over is not prolonged by the first': async ({ world, one, two }) => {
    await one.claim([object('a')], LEASE);
    world.advance(61);
    await two.claim([object('a')], LEASE);
    await one.renew(3600);
    world.advance(61);
    expect(await one.claim([object('a')], LEASE)).toEqual(['claimed']);
  },

  'a release frees the object, also one of another worker (a discarded batch)': async ({ one, two }) => {
    await one.claim([object('a'), object('b')], LEASE);
    await one.release([object('a').uri]);
    await two.release([object('b').uri, object('unknown').uri]);
    expect(await two.claim([object('a'), object('b')], LEASE)).toEqual(['claimed', 'claimed']);
  },

  'closing gives claims back': async ({ world, one }) => {
    const third = await world.open();
    await third.claim([object('a')], { leaseSeconds: 3600 });
    third.close();
    expect(await one.claim([object('a')], LEASE)).toEqual(['claimed']);
  },

  'active claims are those of others that still run': async ({ world, one, two }) => {
    await one.claim([object('a'), object('b')], LEASE);
    expect(await one.activeClaims()).toBe(0);
    expect(await two.activeClaims()).toBe(2);
    world.advance(61);
    expect(await two.activeClaims()).toBe(0);
  },

  'entries come back as they were committed; a newer version takes the place of the older': async ({
    one,
    two,
  }) => {
    await one.commit([entry('b'), entry('a')]);
    await two.commit([{ ...entry('b', 'v2'), rows: 9_007_199_254_740_991 }]);
    const expected = [entry('a'), { ...entry('b', 'v2'), rows: 9_007_199_254_740_991 }];
    expect(await Array.fromAsync(one.entries())).toEqual(expected);
    const asked = [object('a'), object('b'), object('c')].map(({ uri }) => uri);
    expect([...(await one.committed(asked)).values()]).toEqual(expected);
  },

  'a commit is all or nothing': async ({ one, two }) => {
    const broken = { ...entry('b'), version: null } as unknown as LedgerEntry;
    await expect(one.commit([entry('a'), broken])).rejects.toThrow(/version|null|NULL/);
    expect(await Array.fromAsync(two.entries())).toEqual([]);
    await one.commit([entry('a')]);
    expect(await Array.fromAsync(two.entries())).toEqual([entry('a')]);
  },

  'entries are streamed in pages while others write': async ({ one, two }) => {
    const many = Array.from({ length: 2500 }, (_, index) => entry(String(index).padStart(5, '0')));
    await one.commit(many);
    const seen: string[] = [];
    for await (const { uri } of one.entries()) {
      if (seen.length === 1200) await two.commit([entry('zzz')]);
      seen.push(uri);
    }
    expect(seen).toEqual([...many.map(({ uri }) => uri), entry('zzz').uri]);
  },

  'names with quotes, line ends and other scripts are kept': async ({ one, two }) => {
    const odd = `s3://logs/O'Brien "x"\n; DROP TABLE object; -- 日志`;
    await one.commit([{ ...entry('a'), uri: odd }]);
    expect([...(await two.committed([odd])).keys()]).toEqual([odd]);
  },

  'sections of one name exclude each other, of different names do not': async ({ one, two }) => {
    const log: string[] = [];
    const section = (ledger: Ledger, tag: string) =>
      ledger.exclusive('commit', async () => {
        log.push(`+${tag}`);
        await new Promise((resolve) => setTimeout(resolve, 10));
        log.push(`-${tag}`);
      });
    await one.exclusive('maintain', () =>
      Promise.all([section(one, 'a'), section(one, 'b'), section(two, 'c')]),
    );
    expect(log.filter((_, index) => index % 2 === 0)).toEqual(
      log.filter((_, index) => index % 2 === 1).map((line) => line.replace('-', '+')),
    );
    expect(log.length).toBe(6);
  },

  'a section returns what it made, and a failing one frees its lock': async ({ one, two }) => {
    await expect(one.exclusive('commit', () => Promise.reject(new Error('boom')))).rejects.toThrow('boom');
    expect(await two.exclusive('commit', () => Promise.resolve(42))).toBe(42);
  },

  'a section that is held too long is given up with a clear error': async ({ one, two }) => {
    await one.exclusive('commit', async () => {
      const waiting = two.exclusive('commit', () => Promise.resolve());
      await expect(waiting).rejects.toThrow(LeveeError);
      await expect(waiting).rejects.toThrow(/"commit".*not free within 1 second/);
    });
  },

  'SIGKILL frees the claims and the lock of a process at once': async ({ one, startChild }) => {
    // A section that nothing can continue may be collected as garbage, and its lock with it: the timer holds on to it.
    const child = await startChild(`
      await ledger.claim([${JSON.stringify(object('a'))}], { leaseSeconds: 3600 });
      await ledger.exclusive('commit', async () => { console.log('ready'); await new Promise((resolve) => setTimeout(resolve, 1e9)); });`);
    expect(await one.claim([object('a')], LEASE)).toEqual(['busy']);
    expect(await one.activeClaims()).toBe(1);
    await expect(one.exclusive('commit', () => Promise.resolve())).rejects.toThrow(LeveeError);
    await child.kill();
    expect(await one.activeClaims()).toBe(0);
    expect(await one.claim([object('a')], LEASE)).toEqual(['claimed']);
    expect(await one.exclusive('commit', () => Promise.resolve('free'))).toBe('free');
  },

  'processes that claim the same objects get each exactly once': async ({ startChild }) => {
    const script = `
      const objects = Array.from({ length: 600 }, (_, index) => ({ uri: 's3://logs/' + index, version: 'v', sizeBytes: 1 }));
      console.log('ready');
      const mine = [];
      for (let from = 0; from < objects.length; from += 10) {
        const slice = objects.slice(from, from + 10);
        const answers = await ledger.claim(slice, { leaseSeconds: 60 });
        slice.forEach(({ uri }, index) => { if (answers[index] === 'claimed') mine.push(uri); });
      }
      console.log('mine ' + JSON.stringify(mine));
      await new Promise(() => setTimeout(() => {}, 1e9));`;
    const claimants = await Promise.all([startChild(script), startChild(script)]);
    const taken = (await Promise.all(claimants.map(async (child) => child.saying('mine ')))).map(
      (line) => JSON.parse(line.slice('mine '.length)) as string[],
    );
    expect(taken.flat().length).toBe(600);
    expect(new Set(taken.flat()).size).toBe(600);
  },
};

/** Everything that a ledger promises, run against a real one. `openWorld` makes a new, empty one for each test. */
export function describeLedger(name: string, openWorld: () => Promise<LedgerWorld>): void {
  describe(`ledger: ${name}`, () => {
    const children: ChildProcess[] = [];
    let opened: Opened;

    beforeEach(async () => {
      const world = await openWorld();
      const startChild = async (code: string): Promise<ChildProcess> => {
        const child = new ChildProcess(`const ledger = await ${world.expression};\n${code}`);
        children.push(child);
        await child.saying('ready');
        return child;
      };
      opened = { world, one: await world.open(), two: await world.open(), startChild };
    });

    afterEach(async () => {
      for (const child of children.splice(0)) await child.kill();
      opened.one.close();
      opened.two.close();
    });

    test.each(Object.entries(CASES))('%s', async (_name, check) => {
      expect.hasAssertions();
      await check(opened);
    });
  });
}
