import { spawn } from 'node:child_process';

/** A Node process that runs module code and is killed without a chance to clean up. */
export class ChildProcess {
  readonly #process;
  readonly #lines: string[] = [];
  readonly #ended: Promise<void>;
  #rest = '';
  #wake = () => {};

  constructor(code: string) {
    this.#process = spawn(process.execPath, ['--input-type=module', '-e', code], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    this.#ended = new Promise((resolve) => {
      this.#process.once('close', () => {
        resolve();
        this.#wake();
      });
    });
    this.#process.stdout.setEncoding('utf8').on('data', (text: string) => {
      const lines = (this.#rest + text).split('\n');
      this.#rest = lines.pop() ?? '';
      this.#lines.push(...lines);
      this.#wake();
    });
  }

  /** Waits for a line that starts so. @throws when the process ends before. */
  async saying(start: string): Promise<string> {
    for (;;) {
      const line = this.#lines.find((each) => each.startsWith(start));
      if (line !== undefined) return line;
      if (this.#process.exitCode !== null) throw new Error(`child ended before it said ${start}`);
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }

  async kill(): Promise<void> {
    this.#process.kill('SIGKILL');
    await this.#ended;
  }
}
