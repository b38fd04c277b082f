import { closeSync, existsSync, openSync, renameSync } from 'node:fs';
import path from 'node:path';
import { isAlive, startProcess, type ManagedProcess } from './lib/processes.ts';
import { pollUntil } from './lib/wait.ts';

const readyWait = { everyMs: 100, msMax: 120_000 };

/** Opens an empty log file. Renames the previous log with the suffix `.before`. */
export function openLog(file: string): number {
  if (existsSync(file)) renameSync(file, `${file}.before`);
  return openSync(file, 'w', 0o600);
}

export interface InstanceOptions {
  environment: Record<string, string>;
  development: boolean;
  /** File descriptor of the log; undefined sends the log to the terminal. */
  log: number | undefined;
}

/**
 * Starts an instance. Waits up to two minutes for the instance's readiness at `url`. Throws an
 * error if the instance ends or is not ready in time.
 */
export async function startInstance(
  url: string,
  { environment, development, log }: InstanceOptions,
): Promise<ManagedProcess> {
  const args = [
    path.join(import.meta.dirname, '../server/main.ts'),
    ...(development ? ['--dev'] : []),
  ];
  const env = {
    ...environment,
    NODE_ENV: development ? ('development' as const) : withoutDevelopment(environment),
  };
  const instance = startProcess(process.execPath, args, {
    env,
    stdio: ['ignore', log ?? 'inherit', 'inherit', 'ipc'],
  });
  if (log !== undefined) closeSync(log);
  const hasSettled = await pollUntil(
    async () => !isAlive(instance.child) || (await isReady(url)),
    readyWait,
  );
  if (!isAlive(instance.child)) throw new Error(`Jari could not start (${await instance.ended}).`);
  if (!hasSettled) throw new Error('Jari did not become ready.');
  return instance;
}

/** Tests with a push service on loopback are not production, which refuses it. */
const withoutDevelopment = ({ NODE_ENV: given }: Record<string, string>): 'test' | 'production' =>
  given === 'test' ? given : 'production';

const isReady = (url: string) =>
  fetch(`${url}/api/ready`, { signal: AbortSignal.timeout(2_000) }).then(
    ({ ok }) => ok,
    () => false,
  );
