import { type ChildProcess, spawn, type SpawnOptions } from 'node:child_process';

const windows = process.platform === 'win32';
const stopMsMax = 25_000;

/** A child process that ends with this one. */
export interface ManagedProcess {
  readonly child: ChildProcess;
  /** Settles at its end: "exit code 1", "SIGKILL", or the reason why it could not start. */
  readonly ended: Promise<string>;
  stop(): Promise<void>;
}

export interface ProcessOptions extends SpawnOptions {
  /** The signal of `stop`: SIGTERM unless given. */
  stopSignal?: NodeJS.Signals;
  /** Whether its children receive the signal too. */
  group?: boolean;
}

const managed: ManagedProcess[] = [];

/**
 * Starts a process that the terminal's signals do not reach. `stop` and `stopProcesses` end it. If
 * this process is killed, a guard ends it: a shell that waits for the end of a pipe.
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

/** Stops all managed processes one after another, the latest first. */
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
  // `read` returns when the other end of the pipe closes
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
