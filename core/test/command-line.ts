import { run } from '../src/bin/program.ts';

/** What a command wrote, and its exit code. */
export interface Ran {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Where {
  /** Working folder; that of the tests by default. */
  readonly cwd?: string;
  /** Variables beside those of the tests. */
  readonly env?: Readonly<Record<string, string>>;
}

/**
 * Runs a command of the command line in this process, from its parameters to its exit code: most of a process's time is starting it.
 * One at a time. What a process alone has (signals, kills, its memory) needs a real one.
 */
export async function ranHere(parameters: readonly string[], where: Where = {}): Promise<Ran> {
  const [stdout, stderr] = [captured(process.stdout), captured(process.stderr)];
  const putBack = moved(where);
  try {
    const code = await run(parameters);
    return { code, stdout: stdout.text(), stderr: stderr.text() };
  } finally {
    putBack();
    stdout.release();
    stderr.release();
  }
}

/** The standard output of a command that succeeds. @throws Error with what it wrote on standard error */
export async function outputHere(...parameters: string[]): Promise<string> {
  const { code, stdout, stderr } = await ranHere(parameters);
  if (code !== 0) throw new Error(`levee ${parameters.join(' ')}: exit code ${code}\n${stderr}`);
  return stdout;
}

interface Captured {
  readonly text: () => string;
  readonly release: () => void;
}

function captured(stream: NodeJS.WriteStream): Captured {
  const before = Object.getOwnPropertyDescriptor(stream, 'write');
  const chunks: Buffer[] = [];
  stream.write = (chunk: Uint8Array | string, ...rest: unknown[]): boolean => {
    chunks.push(Buffer.from(chunk));
    const done = rest.find((each): each is () => void => typeof each === 'function');
    if (done !== undefined) process.nextTick(done);
    return true;
  };
  return {
    text: () => Buffer.concat(chunks).toString('utf8'),
    release: () => {
      if (before === undefined) Reflect.deleteProperty(stream, 'write');
      else Object.defineProperty(stream, 'write', before);
    },
  };
}

/** Goes to a folder and sets variables; answers what puts both back. */
function moved({ cwd, env = {} }: Where): () => void {
  const before = process.cwd();
  const values = Object.keys(env).map((name) => [name, process.env[name]] as const);
  if (cwd !== undefined) process.chdir(cwd);
  Object.assign(process.env, env);
  return () => {
    process.chdir(before);
    for (const [name, value] of values)
      if (value === undefined) Reflect.deleteProperty(process.env, name);
      else process.env[name] = value;
  };
}
