// Runs Next in a child process of the app server. The child process ignores SIGINT and SIGTERM,
// because it exits with the app server.
import { readdirSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { constants, getPriority, setPriority } from 'node:os';
import path from 'node:path';
import { logConsole, useConfiguredLogLevel } from '../config/log.ts';
import { inRequest, requestIdFrom, requestIdHeader } from '../config/request-id.ts';

/**
 * Maximum bytes of a request's head. The bound is higher than the app server's, because the app
 * server adds headers.
 */
const headBytesMax = 128 * 1024;

const [socketPath, port, mode] = process.argv.slice(2);
if (socketPath === undefined || port === undefined)
  throw new Error('usage: next-child.ts SOCKET PORT development|production');
// Lowers the priority of Next, so that polls and purchases run first on a shared core. On Linux
// each thread has its own priority, which new threads inherit from their creator.
const { PRIORITY_BELOW_NORMAL, PRIORITY_LOW } = constants.priority;
const priority = Math.min(PRIORITY_LOW, getPriority() + PRIORITY_BELOW_NORMAL);
const threads =
  process.platform === 'linux' ? readdirSync('/proc/self/task').map(Number) : [process.pid];
for (const thread of threads) {
  try {
    setPriority(thread, priority);
  } catch (error) {
    // ESRCH means that the thread has ended.
    if ((error as { info?: { code?: unknown } }).info?.code !== 'ESRCH') throw error;
  }
}
// Sets the mode before the import, because Next's modules read NODE_ENV while they load.
Object.assign(process.env, {
  NODE_ENV: mode === 'development' ? 'development' : 'production',
  NEXT_TELEMETRY_DISABLED: '1',
});
// Replaces next-auth's default URL, which always has port 3000.
if ((process.env.NEXTAUTH_URL ?? '') === '') process.env.NEXTAUTH_URL = `http://localhost:${port}`;

const ignore = () => false;
process.on('SIGINT', ignore);
process.on('SIGTERM', ignore);
process.on('disconnect', () => process.exit(0));

if (mode !== 'development') {
  useConfiguredLogLevel();
  logConsole();
}
// Imports Next at the low priority, because the import takes about 1 s.
const { default: next } = await import('next');
const server = createServer({
  keepAliveTimeout: 0,
  requestTimeout: 0,
  maxHeaderSize: headBytesMax,
});
const app = next({
  dev: mode === 'development',
  dir: path.join(import.meta.dirname, '../..'),
  hostname: 'localhost',
  port: Number(port),
  httpServer: server,
});
await app.prepare();
const handle = app.getRequestHandler();
server.on('request', (req, res) => {
  const id = requestIdFrom(req.headers[requestIdHeader]?.toString());
  void inRequest(id, async () => {
    await handle(req, res);
    if (!res.closed) await new Promise((resolve) => res.once('close', resolve));
  });
});
if (process.platform !== 'win32') rmSync(socketPath, { force: true });
server.listen(socketPath, () => process.send?.('ready'));
process.on('message', (message) => {
  if (message !== 'stop') return;
  server.close(() => process.exit(0));
  server.closeIdleConnections();
});
