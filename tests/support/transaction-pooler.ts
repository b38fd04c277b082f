import { once } from 'node:events';
import { type AddressInfo, createServer, Socket } from 'node:net';
import pg from 'pg';

/**
 * A pooler in transaction mode that exposes code with a dependency on one server connection. Each
 * transaction gets the connection with the longest idle time, so a client rarely returns to its
 * previous connection. The pooler does not reset connections.
 */
export interface TransactionPooler {
  url: string;
  /** Returns the settings and advisory locks that transactions left on the server connections. */
  leftBehind(): Promise<string[]>;
  close(): Promise<void>;
}

interface ServerConnection {
  socket: Socket;
  prepared: Set<string>;
  /**
   * Number of pending replies to the pooler's own Parse messages. The pooler must not forward these
   * replies.
   */
  ownParses: number;
  client: Client | null;
}

interface Client {
  socket: Socket;
  parses: Map<string, Buffer>;
  server: ServerConnection | null;
  /** Messages that wait for a server connection. */
  waiting: Buffer[];
}

/**
 * Calls `take` with each complete message: a type byte, a length that includes itself, and the
 * body.
 */
function onMessage(socket: Socket, take: (message: Buffer) => void): void {
  let bytes = Buffer.alloc(0);
  socket.on('data', (chunk: Buffer) => {
    bytes = Buffer.concat([bytes, chunk]);
    while (bytes.length >= 5 && bytes.length > bytes.readInt32BE(1)) {
      const end = 1 + bytes.readInt32BE(1);
      take(bytes.subarray(0, end));
      bytes = bytes.subarray(end);
    }
  });
}

const typeOf = (message: Buffer) => String.fromCharCode(message[0] ?? 0);
const textAt = (message: Buffer, from: number) =>
  message.toString('utf8', from, message.indexOf(0, from));
const parseName = (parse: Buffer) => textAt(parse, 5);
const boundName = (bind: Buffer) => textAt(bind, bind.indexOf(0, 5) + 1); // skips the portal's name

const authenticated = Buffer.from('R\0\0\0\x08\0\0\0\0', 'latin1');
const parsed = Buffer.from('1\0\0\0\x04', 'latin1');
const ready = Buffer.from('Z\0\0\0\x05I', 'latin1');

/** Logs in with a `pg` client, and takes over the client's socket. */
async function openServerConnection(databaseUrl: string): Promise<ServerConnection> {
  const socket = new Socket();
  const client = new pg.Client({ connectionString: databaseUrl, stream: () => socket });
  client.on('error', () => undefined);
  await client.connect();
  socket.removeAllListeners('data');
  return { socket, prepared: new Set(), ownParses: 0, client: null };
}

/**
 * With `preparedStatements`, prepared statements follow a client to another server connection, as
 * in PgBouncer since 1.21.
 */
export async function startTransactionPooler(
  databaseUrl: string,
  { connections = 3, preparedStatements = true } = {},
): Promise<TransactionPooler> {
  const servers = await Promise.all(
    Array.from({ length: connections }, () => openServerConnection(databaseUrl)),
  );
  const free = [...servers];
  const queue: Client[] = [];
  const open = new Set<Socket>();

  const assign = (): void => {
    while (free.length > 0 && queue.length > 0) {
      const [server, client] = [free.shift(), queue.shift()];
      if (server === undefined || client === undefined) return;
      server.client = client;
      client.server = server;
      for (const message of client.waiting.splice(0)) forward(client, server, message);
    }
  };

  const forward = (client: Client, server: ServerConnection, message: Buffer): void => {
    if (preparedStatements && typeOf(message) === 'P' && parseName(message) !== '') {
      client.parses.set(parseName(message), message);
      if (server.prepared.has(parseName(message))) {
        client.socket.write(parsed);
        return;
      }
      server.prepared.add(parseName(message));
    }
    const parse = typeOf(message) === 'B' ? client.parses.get(boundName(message)) : undefined;
    if (parse !== undefined && !server.prepared.has(boundName(message))) {
      server.prepared.add(boundName(message));
      server.ownParses++;
      server.socket.write(parse);
    }
    server.socket.write(message);
  };

  for (const server of servers)
    onMessage(server.socket, (message) => {
      const { client } = server;
      if (typeOf(message) === '1' && server.ownParses > 0) server.ownParses--;
      else client?.socket.write(message);
      if (client === null || !message.equals(ready)) return;
      client.server = server.client = null;
      free.push(server);
      assign();
    });

  const listener = createServer((socket) => {
    const client: Client = { socket, parses: new Map(), server: null, waiting: [] };
    open.add(socket.on('error', () => undefined).on('close', () => open.delete(socket)));
    socket.once('data', () => {
      // The first message is the login, whose settings the pooler drops.
      socket.write(Buffer.concat([authenticated, ready]));
      onMessage(socket, (message) => {
        if (typeOf(message) === 'X') socket.end();
        else if (client.server !== null) forward(client, client.server, message);
        else if (client.waiting.push(message) === 1) queue.push(client);
        assign();
      });
    });
  });
  await once(listener.listen(0, '127.0.0.1'), 'listening');
  const url = new URL(databaseUrl);
  url.host = `127.0.0.1:${String((listener.address() as AddressInfo).port)}`;

  return {
    url: url.href,
    leftBehind: async () => {
      const client = new pg.Client({ connectionString: url.href });
      await client.connect();
      const found = new Map<number, string[]>();
      for (let seen = 0; seen < connections; seen++) {
        const { rows } = await client.query<{ pid: number; left: string[] }>(leftBehindSql);
        for (const { pid, left } of rows) found.set(pid, left);
      }
      await client.end();
      if (found.size !== connections) throw new Error('not every server connection was inspected');
      return [...found.values()].flat().toSorted();
    },
    close: async () => {
      const closed = once(listener, 'close');
      listener.close();
      for (const socket of [...open, ...servers.map((server) => server.socket)]) socket.destroy();
      await closed;
    },
  };
}

const leftBehindSql = `
  SELECT pg_backend_pid() AS pid, ARRAY(
    SELECT 'setting ' || name FROM pg_settings WHERE source = 'session' AND setting IS DISTINCT FROM reset_val
    UNION ALL
    SELECT 'lock ' || locktype FROM pg_locks
    WHERE pid = pg_backend_pid() AND locktype = 'advisory'
  ) AS left`;
