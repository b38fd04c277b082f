import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { freePort } from '#scripts/stores/free-port.ts';

const startMsMax = 60_000;
const endMsMax = 15_000;

/** A real instance in a separate process, as in production. */
export interface Instance {
  url: string;
  pid: number;
  /** Returns all log lines since the start of the instance. */
  logs(): string;
  /**
   * Sends a signal, and waits for the exit of the instance. Resolves with the exit code, or with
   * null if the signal killed the instance.
   */
  kill(signal: NodeJS.Signals): Promise<number | null>;
  /**
   * Stops the instance, unless the instance has already exited. Throws an error if the instance
   * exited abnormally or logged an error.
   */
  stop(): Promise<void>;
}

/**
 * Starts an instance on the stores of testStores(). Resolves when the instance is ready. `pages`
 * adds the pages, which require a build.
 */
export async function startInstance(
  settings: Record<string, string> = {},
  { pages = false } = {},
): Promise<Instance> {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const main = path.join(import.meta.dirname, '../../server/main.ts');
  const child = spawn(process.execPath, [main, ...(pages ? [] : ['--no-pages'])], {
    // The instance ends when this process dies, because the IPC channel closes.
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    env: {
      ...process.env,
      NODE_ENV: 'production',
      PORT: String(port),
      HOST: '127.0.0.1',
      NEXTAUTH_URL: url,
      ADDRESS_LIMIT_PER_MINUTE: '0', // all users of a test share one IP address
      ...settings,
    },
  });
  let logs = '';
  child.stdout?.on('data', (chunk: Buffer) => (logs += chunk.toString()));
  child.stderr?.on('data', (chunk: Buffer) => (logs += chunk.toString()));

  const kill = async (signal: NodeJS.Signals): Promise<number | null> => {
    if (child.exitCode === null && child.signalCode === null) {
      const ended = once(child, 'exit', { signal: AbortSignal.timeout(endMsMax) });
      child.kill(signal);
      await ended.catch((error: unknown) => {
        child.kill('SIGKILL');
        throw new Error(`the instance did not exit on ${signal}:\n${logs}`, { cause: error });
      });
    }
    return child.exitCode;
  };
  const stop = async (): Promise<void> => {
    if (child.signalCode === null && (await kill('SIGTERM')) !== 0)
      throw new Error(
        `the instance exited abnormally (${String(child.exitCode)}, ${String(child.signalCode)}):\n${logs}`,
      );
    if (/"level":[56]0/.test(logs)) throw new Error(`the instance logged an error:\n${logs}`);
  };

  const since = performance.now();
  for (
    let lacking = 'everything';
    lacking !== (pages ? '' : 'pages');
    lacking = await missingAt(url)
  ) {
    if (child.exitCode !== null || performance.now() - since > startMsMax) {
      child.kill('SIGKILL');
      throw new Error(`the instance did not start (missing: ${lacking}):\n${logs}`);
    }
    await pause(50);
  }
  return { url, pid: child.pid ?? 0, logs: () => logs, kill, stop };
}

/**
 * Returns the parts that an instance reports as missing, or 'everything' while the instance does
 * not answer.
 */
async function missingAt(url: string): Promise<string> {
  try {
    const [health, ready] = await Promise.all([
      fetch(`${url}/api/health`),
      fetch(`${url}/api/ready`),
    ]);
    const { missing } = (await ready.json()) as { missing: string[] };
    return health.ok ? missing.join(' and ') : 'health';
  } catch (error) {
    if (error instanceof TypeError) return 'everything'; // fetch cannot connect yet
    throw error;
  }
}
