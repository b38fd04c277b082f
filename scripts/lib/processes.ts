import { type ChildProcess, spawn, type SpawnOptions } from 'node:child_process';

const windows = process.platform === 'win32';
const stopMsMax = 25_000;

/** A child process that ends when this process ends. */
export interface ManagedProcess {
  readonly child: ChildProcess;
  /** Resolves to a description of the child's end: "exit code 1", "SIGKILL" or a start error. */
  readonly ended: Promise<string>;
  stop(): Promise<void>;
}

export interface ProcessOptions extends SpawnOptions {
  /** Signal of `stop`; SIGTERM by default. */
  stopSignal?: NodeJS.Signals;
  /** True if the child's own children receive the signal too. */
  group?: boolean;
}

const managed: ManagedProcess[] = [];

/**
 * Starts a child process in its own session, out of reach of the terminal's signals. `stop` and
 * `stopProcesses` end the child. If the parent dies, a guard shell ends the child.
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

/** Stops all managed processes in sequence, newest first. */
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
  // `read` returns when the parent's death closes the pipe.
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
