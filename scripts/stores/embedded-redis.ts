// Runs js-redis-server, an in-memory server on loopback, for systems without a Redis server. The
// parent process sends the password and receives the port. This process ends when its parent ends.
import { createServer, type AddressInfo } from 'node:net';
import {
  attachSession,
  createRedisCommandExecutor,
  RedisServerState,
  SocketConnectionTransport,
} from 'js-redis-server/core';

process.on('disconnect', () => process.exit(0));
process.once('message', (password: string) => {
  const state = new RedisServerState({ requirepass: password, databaseCount: 1 });
  const executor = createRedisCommandExecutor();
  const server = createServer({ keepAlive: true, noDelay: true }, (socket) => {
    attachSession(new SocketConnectionTransport(socket), { state, executor }).done.catch(() =>
      socket.destroy(),
    );
  });
  server.listen(0, '127.0.0.1', () => process.send?.((server.address() as AddressInfo).port));
});
