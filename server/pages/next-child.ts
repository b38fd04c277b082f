// The process that renders pages. It lives and ends with the front, which alone listens to signals.
import { readdirSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { constants, getPriority, setPriority } from 'node:os';
import path from 'node:path';
import { logConsole, useConfiguredLogLevel } from '../config/log.ts';
import { inRequest, requestIdFrom, requestIdHeader } from '../config/request-id.ts';

/** The front adds headers to those that it took. */
const headBytesMax = 128 * 1024;

const [socketPath, port, mode] = process.argv.slice(2);
if (socketPath === undefined || port === undefined)
  throw new Error('usage: next-child.ts SOCKET PORT development|production');
// Where both want the same core, polls and purchases go first. On Linux each thread has its own priority: later ones inherit it.
const { PRIORITY_BELOW_NORMAL, PRIORITY_LOW } = constants.priority;
const priority = Math.min(PRIORITY_LOW, getPriority() + PRIORITY_BELOW_NORMAL);
const threads =
  process.platform === 'linux' ? readdirSync('/proc/self/task').map(Number) : [process.pid];
for (const thread of threads) {
  try {
    setPriority(thread, priority);
  } catch (error) {
    if ((error as { info?: { code?: unknown } }).info?.code !== 'ESRCH') throw error; // it has ended meanwhile
  }
}
// Next reads its mode from here when its modules are first used.
Object.assign(process.env, {
  NODE_ENV: mode === 'development' ? 'development' : 'production',
  NEXT_TELEMETRY_DISABLED: '1',
});
// next-auth's own default has a fixed port.
if ((process.env.NEXTAUTH_URL ?? '') === '') process.env.NEXTAUTH_URL = `http://localhost:${port}`;

const heeded = () => false;
process.on('SIGINT', heeded);
process.on('SIGTERM', heeded);
process.on('disconnect', () => process.exit(0));

if (mode !== 'development') {
  useConfiguredLogLevel();
  logConsole();
}
const { default: next } = await import('next'); // takes a second, which is not the front's either
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
