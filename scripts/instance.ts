import { closeSync, existsSync, openSync, renameSync } from 'node:fs';
import path from 'node:path';
import { isAlive, startProcess, type ManagedProcess } from './lib/processes.ts';
import { pollUntil } from './lib/wait.ts';

const patience = { everyMs: 100, msMax: 120_000 };

/** A new, empty log; the one before is kept beside it. */
export function openLog(file: string): number {
  if (existsSync(file)) renameSync(file, `${file}.before`);
  return openSync(file, 'w', 0o600);
}

export interface InstanceOptions {
  environment: Record<string, string>;
  development: boolean;
  /** Where its log goes; the terminal if there is none. */
  log: number | undefined;
}

/** Starts server/main.ts and waits until it serves at `url`. */
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
    NODE_ENV: development ? ('development' as const) : ('production' as const),
  };
  const instance = startProcess(process.execPath, args, {
    env,
    stdio: ['ignore', log ?? 'inherit', 'inherit', 'ipc'],
  });
  if (log !== undefined) closeSync(log);
  const settled = await pollUntil(
    async () => !isAlive(instance.child) || (await isReady(url)),
    patience,
  );
  if (!isAlive(instance.child)) throw new Error(`Jari could not start (${await instance.ended}).`);
  if (!settled) throw new Error('Jari does not get ready.');
  return instance;
}

const isReady = (url: string) =>
  fetch(`${url}/api/ready`, { signal: AbortSignal.timeout(2_000) }).then(
    ({ ok }) => ok,
    () => false,
  );
