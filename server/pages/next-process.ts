import { type ChildProcess, fork } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { ownEnvironment } from '../config/env.ts';
import { log, logLines } from '../config/log.ts';
import { renderAnonymously } from './prerender.ts';

const stopMsMax = 10_000;
const backoffMsMin = 250;
const backoffMsMax = 5_000;
const steadyMs = 30_000;
const poolMax = '4'; // rendering asks little of the database; most connections are the front's

const nobodysWaitingRoom = '/concerts/2147483647/queue'; // the highest id that there can be

const isAlive = ({ exitCode, signalCode }: ChildProcess): boolean =>
  exitCode === null && signalCode === null;

/** Keeps one process that renders pages alive, behind a socket of its own. */
export class NextProcess {
  ready = false;
  readonly socketPath: string;
  readonly development: boolean;
  readonly #directory = mkdtempSync(path.join(tmpdir(), 'jari-'));
  readonly #port: number;
  #child: ChildProcess | undefined;
  #stopping = false;
  #backoffMs = backoffMsMin;

  /** `port` is the front's: Next writes it into the addresses that it makes. */
  constructor({ development, port }: { development: boolean; port: number }) {
    this.development = development;
    this.#port = port;
    this.socketPath =
      process.platform === 'win32'
        ? `\\\\.\\pipe\\jari-${process.pid}`
        : path.join(this.#directory, 'next.sock');
  }

  start(): void {
    const since = performance.now();
    const args = [
      this.socketPath,
      String(this.#port),
      this.development ? 'development' : 'production',
    ];
    const child = fork(path.join(import.meta.dirname, 'next-child.ts'), args, {
      env: { ...ownEnvironment(), DATABASE_POOL_MAX: poolMax, LINES_IN_MEMORY: 'off' },
      stdio: ['inherit', 'inherit', this.development ? 'inherit' : 'pipe', 'ipc'],
    });
    // The child's own log is on its standard output. Node writes an uncaught error here, in lines that hold what clients sent.
    if (child.stderr !== null) logLines(child.stderr, 'from the pages');
    this.#child = child;
    child.on('message', (message) => {
      if (message !== 'ready') return;
      void this.#loadPages().then(() => {
        if (this.#child === child && isAlive(child)) this.ready = true;
      });
    });
    child.once('exit', (code, signal) => {
      this.ready = false;
      if (this.#stopping) return;
      const steady = performance.now() - since > steadyMs;
      this.#backoffMs = steady ? backoffMsMin : Math.min(this.#backoffMs * 2, backoffMsMax);
      log.error(
        { code, signal, againInMs: this.#backoffMs },
        'the process that renders pages has ended',
      );
      setTimeout(() => this.#stopping || this.start(), this.#backoffMs);
    });
  }

  /** The page that a crowd opens first is loaded before anybody asks: that takes a second, and many beside a crowd. */
  async #loadPages(): Promise<void> {
    if (this.development) return;
    await renderAnonymously(this.socketPath, nobodysWaitingRoom, '').catch((error: unknown) => {
      if (!this.#stopping)
        log.warn({ err: error }, 'the pages were not loaded before they are asked for');
    });
  }

  async stop(): Promise<void> {
    this.#stopping = true;
    const child = this.#child;
    if (child !== undefined && isAlive(child)) {
      const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()));
      const overdue = setTimeout(() => child.kill('SIGKILL'), stopMsMax);
      if (child.connected) child.send('stop');
      await gone;
      clearTimeout(overdue);
    }
    rmSync(this.#directory, { recursive: true, force: true });
  }
}
