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
const poolMax = '4'; // leaves most database connections to the app server

const warmUpPath = '/concerts/2147483647/queue'; // the maximum id, which no concert has

const isAlive = ({ exitCode, signalCode }: ChildProcess): boolean =>
  exitCode === null && signalCode === null;

/**
 * Runs the Next process behind a local socket. Restarts an exited process after a backoff of at
 * most 5 s.
 */
export class NextProcess {
  ready = false;
  readonly socketPath: string;
  readonly development: boolean;
  readonly #directory = mkdtempSync(path.join(tmpdir(), 'jari-'));
  readonly #port: number;
  #child: ChildProcess | undefined;
  #stopping = false;
  #backoffMs = backoffMsMin;

  /** `port` is the app server's port, which Next writes into URLs. */
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
      env: {
        ...ownEnvironment(),
        NODE_ENV: this.development ? 'development' : 'production', // selects the build of React
        DATABASE_POOL_MAX: poolMax,
        LINES_IN_MEMORY: 'off',
        PUSH_TEST_HOSTS: '', // the pages send no pushes
      },
      stdio: ['inherit', 'inherit', this.development ? 'inherit' : 'pipe', 'ipc'],
    });
    // Logs the child's standard error by line, because uncaught errors can contain line breaks from
    // clients. The child writes its own log to standard output.
    if (child.stderr !== null) logLines(child.stderr, 'standard error of the Next process');
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
      const wasSteady = performance.now() - since > steadyMs;
      this.#backoffMs = wasSteady ? backoffMsMin : Math.min(this.#backoffMs * 2, backoffMsMax);
      log.error({ code, signal, restartInMs: this.#backoffMs }, 'the Next process ended');
      setTimeout(() => this.#stopping || this.start(), this.#backoffMs);
    });
  }

  /**
   * Renders the waiting room before the first request, because loading a page's modules takes 1 s
   * now but many seconds under load.
   */
  async #loadPages(): Promise<void> {
    if (this.development) return;
    await renderAnonymously(this.socketPath, warmUpPath, {}).catch((error: unknown) => {
      if (!this.#stopping)
        log.warn({ err: error }, 'the pages could not be loaded ahead of the first request');
    });
  }

  async stop(): Promise<void> {
    this.#stopping = true;
    const child = this.#child;
    if (child !== undefined && isAlive(child)) {
      const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()));
      const overdue = setTimeout(() => child.kill('SIGKILL'), stopMsMax);
      if (child.connected) child.send('stop');
      await exited;
      clearTimeout(overdue);
    }
    rmSync(this.#directory, { recursive: true, force: true });
  }
}
