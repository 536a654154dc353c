import { isDeepStrictEqual } from 'node:util';
import { inert } from '../../core/src/kernel/index.ts';

const LONGEST = 300;
const MOST_SHOWN = 5;
const SLOW_SECONDS = 2;

/** Prints every check as it is made and counts them. */
export class Report {
  #passed = 0;
  #failed = 0;

  /** A check that two values are equal; lists are compared member by member, and the first differences shown. */
  equal(name: string, found: unknown, expected: unknown): void {
    const isEqual = isDeepStrictEqual(found, expected);
    this.#say(isEqual, name, isEqual ? [] : differences(found, expected));
  }

  /** A check that a number is not above another. */
  atMost(name: string, found: number, most: number): void {
    this.#say(found <= most, `${name} (${found}, at most ${most})`, []);
  }

  /** Makes checks that may throw; a thrown error is a failed check. */
  async attempt(name: string, check: () => Promise<void>): Promise<void> {
    const startedAt = performance.now();
    try {
      await check();
    } catch (error) {
      this.#say(false, name, [String(error)]);
    }
    const seconds = (performance.now() - startedAt) / 1000;
    if (seconds > SLOW_SECONDS) process.stderr.write(`      (${seconds.toFixed(1)} s)\n`);
  }

  /** Prints the last line and answers the exit code. */
  end(): 0 | 1 {
    process.stdout.write(`${this.#passed} passed, ${this.#failed} failed\n`);
    return this.#failed === 0 && this.#passed > 0 ? 0 : 1;
  }

  #say(isGood: boolean, name: string, details: readonly string[]): void {
    if (isGood) this.#passed += 1;
    else this.#failed += 1;
    const lines = details.slice(0, MOST_SHOWN).map((detail) => `      ${shown(detail)}\n`);
    process.stdout.write(`${isGood ? 'ok  ' : 'FAIL'}  ${inert(name)}\n${lines.join('')}`);
  }
}

const shown = (text: string): string => inert(text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text);

function differences(found: unknown, expected: unknown): string[] {
  if (!Array.isArray(found) || !Array.isArray(expected))
    return [`${json(found)} instead of ${json(expected)}`];
  const length = Math.max(found.length, expected.length);
  return Array.from({ length }, (_, at) => at)
    .filter((at) => !isDeepStrictEqual(found[at], expected[at]))
    .map((at) => `[${at}] ${json(found[at])} instead of ${json(expected[at])}`);
}

const json = (value: unknown): string => JSON.stringify(value) ?? 'nothing';
