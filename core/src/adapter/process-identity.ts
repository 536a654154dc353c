import { readFileSync, readlinkSync } from 'node:fs';
import { hostname } from 'node:os';
import { codeOf } from '#kernel';

/** Names one running process, so that another process of the same machine can tell whether it still runs. */
export interface ProcessIdentity {
  /** Host name, boot and pid namespace: only where all three are equal does a pid mean the same process. */
  readonly host: string;
  readonly pid: number;
  /** Start in clock ticks since boot (proc_pid_stat(5), field 22); null where there is no /proc. */
  readonly started: string | null;
}

const HOST = [hostname(), readOrEmpty('/proc/sys/kernel/random/boot_id').trim(), pidNamespace()].join('|');

/** This process. */
export const ownIdentity = (): ProcessIdentity => ({
  host: HOST,
  pid: process.pid,
  started: startOf(process.pid),
});

/**
 * Whether a process is certainly gone: same host, and no such pid, or the pid given to a later process.
 * A process of another host (or container) is never called gone: only the time of its lease tells.
 */
export function isGone(other: ProcessIdentity): boolean {
  if (other.host !== HOST) return false;
  if (!isRunning(other.pid)) return true;
  const started = startOf(other.pid);
  return started !== null && other.started !== null && started !== other.started;
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return codeOf(error) === 'EPERM';
  }
}

function pidNamespace(): string {
  try {
    return readlinkSync('/proc/self/ns/pid');
  } catch {
    return '';
  }
}

/** The start of a process, null where /proc does not tell; of a zombie, which holds nothing any more, `ended`. */
function startOf(pid: number): string | null {
  const stat = readOrEmpty(`/proc/${pid}/stat`);
  // The second field is the command in brackets and may itself hold spaces and brackets.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return fields[0] === 'Z' ? 'ended' : (fields[19] ?? null);
}

function readOrEmpty(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
