// Server of the baseline named in the first argument: plain node:http that parses each body as
// JSON. Sends its port to the parent process. Exits when the parent process disconnects.
import { Redis } from 'ioredis';
import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import pg from 'pg';
import { env } from '#server/config/env.ts';
import { runScript, type Script } from '#server/redis/script.ts';
import { bareJoin, barePoll } from '../bare-scripts.ts';

/** Returns the data of a response as JSON text. */
type Work = () => string | Promise<string>;

const poolMax = 10;
const rowCount = 10_000;
const seatCount = 50;
const numberMax = 10_000;

/** Runs one Redis script per request. `args` returns the argument for the next request. */
function script(script: Script, keys: string[], args: () => string | number): Work {
  const redis = new Redis(env().REDIS_URL);
  return async () => {
    const number = await runScript(redis, script, keys, [args()]);
    return JSON.stringify({ state: 'WAITING', position: number, behind: 0, number });
  };
}

/** Runs one prepared, durable UPDATE per request, on the next of `rowCount` rows. */
async function update(): Promise<Work> {
  const pool = new pg.Pool({ connectionString: env().DATABASE_URL, max: poolMax });
  await pool.query('DROP TABLE IF EXISTS bench_rows');
  await pool.query('CREATE TABLE bench_rows (id int PRIMARY KEY, changes int NOT NULL)');
  await pool.query('INSERT INTO bench_rows SELECT generate_series(1, $1::int), 0', [rowCount]);
  await pool.query('ANALYZE bench_rows');
  const text = 'UPDATE bench_rows SET changes = changes + 1 WHERE id = $1 RETURNING changes';
  let asked = 0;
  return async () => {
    const values = [(asked++ % rowCount) + 1];
    const { rows } = await pool.query({ name: 'update', text, values });
    return JSON.stringify(rows[0]);
  };
}

/** Serializes the seat list once, so that a request only reads memory. */
function seats(): Work {
  const list = JSON.stringify(
    Array.from({ length: seatCount }, (_, at) => ({
      seat: at + 1,
      grade: 'R',
      price: 50_000,
      state: 'available',
    })),
  );
  return () => list;
}

let polled = 0;
const works: Record<string, () => Work | Promise<Work>> = {
  join: () => script(bareJoin, ['jari:{bare}:waiting', 'jari:{bare}:next'], randomUUID),
  poll: () => script(barePoll, ['jari:{bare}:seen'], () => polled++ % numberMax),
  update,
  seats,
};

function bodyOf(req: IncomingMessage): Promise<unknown> {
  const { promise, resolve } = Promise.withResolvers<unknown>();
  let body = '';
  req.setEncoding('utf8');
  req.on('data', (chunk: string) => (body += chunk));
  req.once('end', () => resolve(body === '' ? null : JSON.parse(body)));
  return promise;
}

const work = await works[process.argv[2] ?? '']?.();
if (work === undefined) throw new Error('name a baseline');
const server = createServer({ keepAliveTimeout: 65_000 }, (req, res) => {
  void bodyOf(req)
    .then(work)
    .then((data) => {
      const body = `{"result":{"data":${data}}}`;
      res
        .writeHead(200, {
          'content-type': 'application/json',
          'cache-control': 'no-store',
          'content-length': String(Buffer.byteLength(body)),
        })
        .end(body);
    });
});
server.listen(0, '127.0.0.1', () => process.send?.((server.address() as AddressInfo).port));
process.on('disconnect', () => process.exit());
