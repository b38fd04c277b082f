import { type ChildProcess, spawn, type SpawnOptions } from 'node:child_process';

const windows = process.platform === 'win32';
const stopMsMax = 25_000;

/** A child process that ends with its parent, this process. */
export interface ManagedProcess {
  readonly child: ChildProcess;
  /** Resolves at the child's end to "exit code 1", "SIGKILL" or the reason of a failed start. */
  readonly ended: Promise<string>;
  stop(): Promise<void>;
}

export interface ProcessOptions extends SpawnOptions {
  /** Signal that `stop` sends; the default is SIGTERM. */
  stopSignal?: NodeJS.Signals;
  /** True if the children of the process receive the signal too. */
  group?: boolean;
}

const managed: ManagedProcess[] = [];

/**
 * Starts a child process that the terminal's signals do not reach. `stop` and `stopProcesses` end
 * the child. A guard shell waits on a pipe from the parent, and ends the child if the parent dies.
 */
export function startProcess(
  command: string,
  args: string[],
  { stopSignal = 'SIGTERM', group = false, ...options }: ProcessOptions,
): ManagedProcess {
  const child = spawn(command, args, { ...options, detached: !windows });
  const guard = guardOf(child, stopSignal, group);
  const signal = (name: NodeJS.Signals) =>
    group && !windows ? signalGroup(child, name) : child.kill(name);
  const ended = new Promise<string>((resolve) => {
    child.once('error', (error) => resolve(error.message));
    child.once('exit', (code, by) => resolve(by ?? `exit code ${String(code)}`));
  }).finally(() => {
    guard?.kill('SIGKILL');
    managed.splice(managed.indexOf(started), 1);
  });
  const started: ManagedProcess = {
    child,
    ended,
    async stop() {
      const overdue = setTimeout(() => signal('SIGKILL'), stopMsMax);
      if (isAlive(child)) signal(stopSignal);
      await ended;
      clearTimeout(overdue);
    },
  };
  managed.push(started);
  return started;
}

/** Stops all managed processes one after another, newest first. */
export async function stopProcesses(): Promise<void> {
  for (let last = managed.at(-1); last !== undefined; last = managed.at(-1)) await last.stop();
}

export function isAlive({ pid, exitCode, signalCode }: ChildProcess): boolean {
  return pid !== undefined && exitCode === null && signalCode === null;
}

function signalGroup({ pid }: ChildProcess, name: NodeJS.Signals): void {
  if (pid !== undefined) process.kill(-pid, name);
}

function guardOf(
  { pid }: ChildProcess,
  signal: NodeJS.Signals,
  group: boolean,
): ChildProcess | null {
  if (windows || pid === undefined) return null;
  // `read` returns when the parent's end of the pipe closes.
  const script = 'read -r _; kill -s "$0" -- "$1"';
  const guard = spawn(
    '/bin/sh',
    ['-c', script, signal.replace('SIG', ''), group ? `-${pid}` : String(pid)],
    {
      detached: true,
      stdio: ['pipe', 'ignore', 'ignore'],
    },
  );
  guard.unref();
  return guard;
}
