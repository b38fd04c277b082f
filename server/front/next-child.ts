// The process that renders pages. It lives and ends with the front, which alone listens to signals.
import { rmSync } from 'node:fs';
import { createServer } from 'node:http';
import path from 'node:path';
import next from 'next';

const [socketPath, port, mode] = process.argv.slice(2);
if (socketPath === undefined || port === undefined) throw new Error('usage: next-child.ts SOCKET PORT development|production');
// Next reads its mode from here when its modules are first used.
Object.assign(process.env, { NODE_ENV: mode === 'development' ? 'development' : 'production', NEXT_TELEMETRY_DISABLED: '1' });
// next-auth's own default has a fixed port.
if ((process.env.NEXTAUTH_URL ?? '') === '') process.env.NEXTAUTH_URL = `http://localhost:${port}`;

const heeded = () => false;
process.on('SIGINT', heeded);
process.on('SIGTERM', heeded);
process.on('disconnect', () => process.exit(0));

const server = createServer({ keepAliveTimeout: 0, requestTimeout: 0 });
const app = next({
  dev: mode === 'development',
  dir: path.join(import.meta.dirname, '../..'),
  hostname: 'localhost',
  port: Number(port),
  httpServer: server,
});
await app.prepare();
const handle = app.getRequestHandler();
server.on('request', (req, res) => void handle(req, res));
if (process.platform !== 'win32') rmSync(socketPath, { force: true });
server.listen(socketPath, () => process.send?.('ready'));
process.on('message', (message) => {
  if (message !== 'stop') return;
  server.close(() => process.exit(0));
  server.closeIdleConnections();
});
