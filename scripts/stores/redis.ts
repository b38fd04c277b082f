import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { ended, freePort } from './postgres.ts';

/** A real redis-server (from PATH) for the length of a test run: on loopback, with a password, keeping nothing. */
export async function startTestRedis(): Promise<{ url: string; stop: () => Promise<void> }> {
  const port = await freePort();
  const password = randomBytes(16).toString('hex');
  const args = ['--port', String(port), '--bind', '127.0.0.1', '--requirepass', password, '--save', '', '--appendonly', 'no'];
  const server = spawn('redis-server', args, { stdio: 'ignore' });
  let failed: Error | undefined;
  server.once('error', (error) => (failed = error));
  process.once('exit', () => server.kill());
  const url = `redis://:${password}@127.0.0.1:${String(port)}`;
  for (let tried = 0; tried < 50; tried++) {
    if (failed !== undefined) throw new Error(`redis-server did not start: ${failed.message}`);
    const client = new Redis(url, { lazyConnect: true, retryStrategy: () => null });
    client.on('error', () => false);
    const answered = await client
      .ping()
      .then(() => true)
      .catch(() => false);
    client.disconnect();
    if (answered) return { url, stop: () => ended(server) };
    await pause(50);
  }
  throw new Error('redis-server did not answer');
}
