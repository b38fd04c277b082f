import { type ChildProcess, spawn, type SpawnOptions } from 'node:child_process';

const windows = process.platform === 'win32';
const stopMsMax = 25_000;

/** A process that this one has started and answers for. */
export interface Kept {
  readonly child: ChildProcess;
  /** Settles when it has ended: "exit code 1", "SIGKILL", or why it could not be started. */
  readonly ended: Promise<string>;
  stop(): Promise<void>;
}

export interface Keeping extends SpawnOptions {
  /** What asks it to end in its own way. */
  stopSignal?: NodeJS.Signals;
  /** Whether its own children are signalled with it. */
  group?: boolean;
}

const running: Kept[] = [];

/**
 * Starts a process that the terminal's signals do not reach: it is ended by `stop`, by `stopAll`, or, should this process be
 * killed, by a guard that waits for the end of a pipe.
 */
export function keep(
  command: string,
  args: string[],
  { stopSignal = 'SIGTERM', group = false, ...options }: Keeping,
): Kept {
  const child = spawn(command, args, { ...options, detached: !windows });
  const guard = guardOf(child, stopSignal, group);
  const signal = (name: NodeJS.Signals) =>
    group && !windows ? signalGroup(child, name) : child.kill(name);
  const ended = new Promise<string>((resolve) => {
    child.once('error', (error) => resolve(error.message));
    child.once('exit', (code, by) => resolve(by ?? `exit code ${String(code)}`));
  }).finally(() => {
    guard?.kill('SIGKILL');
    running.splice(running.indexOf(kept), 1);
  });
  const kept: Kept = {
    child,
    ended,
    async stop() {
      const overdue = setTimeout(() => signal('SIGKILL'), stopMsMax);
      if (isAlive(child)) signal(stopSignal);
      await ended;
      clearTimeout(overdue);
    },
  };
  running.push(kept);
  return kept;
}

/** Ends everything that this process keeps, the latest first, one after the other. */
export async function stopAll(): Promise<void> {
  for (let last = running.at(-1); last !== undefined; last = running.at(-1)) await last.stop();
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
  const script = 'read -r _; kill -s "$0" -- "$1"'; // `read` ends when the other end of the pipe does
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
