import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';

type Jobs = Record<string, (given: never) => unknown>;
interface Reply {
  done?: unknown;
  failed?: string;
}

/**
 * Runs jobs for the parent process. Exits when the parent disconnects. The parent must send one job
 * at a time, because replies carry no id.
 */
export function serveJobs(jobs: Jobs): void {
  process.on('message', ({ job, given }: { job: string; given: never }) => {
    Promise.resolve(given)
      .then((given) => jobs[job]?.(given))
      .then(
        (done) => process.send?.({ done } satisfies Reply),
        (error: unknown) =>
          process.send?.({
            failed: error instanceof Error ? (error.stack ?? '') : String(error),
          } satisfies Reply),
      );
  });
  process.on('disconnect', () => process.exit());
}

/**
 * Runs a benchmark program in a separate process, so that measurements exclude the program's own
 * CPU time.
 */
export class Child<J extends Jobs> {
  readonly #child: ChildProcess;

  /** `file` is a path relative to `bench/`. */
  constructor(file: string) {
    this.#child = fork(path.join(import.meta.dirname, file));
  }

  get pid(): number {
    return this.#child.pid ?? 0;
  }

  async ask<K extends string & keyof J>(
    job: K,
    given: Parameters<J[K]>[0],
  ): Promise<Awaited<ReturnType<J[K]>>> {
    const ending = new AbortController();
    const ended = once(this.#child, 'exit', { signal: ending.signal }).then(
      () => Promise.reject(new Error(`${job}: the process has ended`)),
      () => new Promise<never>(() => undefined),
    );
    const replied = once(this.#child, 'message');
    this.#child.send({ job, given });
    const [{ done, failed }] = (await Promise.race([replied, ended])) as [Reply];
    ending.abort();
    if (failed !== undefined) throw new Error(`${job}: ${failed}`);
    return done as Awaited<ReturnType<J[K]>>;
  }

  async stop(): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const ended = once(this.#child, 'exit');
    this.#child.disconnect();
    await ended;
  }
}

export interface Served {
  url: string;
  pid: number;
}

/**
 * Starts a server program, a path relative to `bench/`, in a separate process. The program must
 * send its port, and exit when its parent disconnects.
 */
export async function startServer(
  file: string,
  ...args: string[]
): Promise<Served & { stop: () => void }> {
  const child = fork(path.join(import.meta.dirname, file), args);
  const ended = once(child, 'exit').then(() => Promise.reject(new Error(`${file} did not start`)));
  const [port] = (await Promise.race([once(child, 'message'), ended])) as [number];
  return {
    url: `http://127.0.0.1:${String(port)}`,
    pid: child.pid ?? 0,
    stop: () => {
      if (child.connected) child.disconnect();
    },
  };
}
