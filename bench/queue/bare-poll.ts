// Serves the cheapest possible poll: a plain node:http server that verifies the queue token and
// runs one Redis script. Verifies tokens with fast-jwt, like an instance. Sends the port to the
// parent process. Exits when the parent disconnects.
import { createVerifier } from 'fast-jwt';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { env } from '#server/config/env.ts';
import { createRedis } from '#server/redis/redis.ts';
import { runScript } from '#server/redis/script.ts';
import { barePoll } from '../bare-scripts.ts';

const redis = createRedis(env().REDIS_URL);
const [key] = env().QUEUE_TOKEN_KEYS;
const verify = createVerifier({
  algorithms: ['HS256'],
  key: key?.secret ?? '',
  allowedAud: 'jari-queue',
  ignoreExpiration: true,
});

const server = createServer({ keepAliveTimeout: 65_000 }, (req, res) => {
  const { concertId, n } = verify(String(req.headers['x-queue-token'])) as {
    concertId: number;
    n: number;
  };
  void runScript(redis, barePoll, [`jari:{bench-${String(concertId)}}:seen`], [n]).then((waits) => {
    const body = JSON.stringify({ state: 'WAITING', position: n, behind: 0, waits });
    const length = String(Buffer.byteLength(body));
    res
      .writeHead(200, {
        'content-type': 'application/json',
        'cache-control': 'no-store',
        'content-length': length,
      })
      .end(body);
  });
});
server.listen(0, '127.0.0.1', () => process.send?.((server.address() as AddressInfo).port));
process.on('disconnect', () => process.exit());
