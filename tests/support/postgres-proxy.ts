import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

/**
 * Message of a COMMIT that the proxy drops; the proxy then cuts the connection. A lost request
 * commits nothing; a lost answer follows the commit.
 */
export type Loss = 'request' | 'answer';

/** A PostgreSQL proxy that can drop messages. */
export interface PostgresProxy {
  url: string;
  loseNextCommit(loss: Loss): void;
  /** Drops all answers from now on, without closing the connections. */
  swallowAnswers(): void;
  /** Returns the number of COMMITs so far. */
  commits(): number;
  close(): Promise<void>;
}

export async function startPostgresProxy(databaseUrl: string): Promise<PostgresProxy> {
  const target = new URL(databaseUrl);
  const open = new Set<Socket>();
  let toLose: Loss | null = null;
  let swallowing = false;
  let commits = 0;

  const relay = (client: Socket): void => {
    const server = connect(Number(target.port), target.hostname);
    let lost = false;
    const cut = () => {
      client.destroy();
      server.destroy();
    };
    for (const socket of [client, server]) {
      open.add(socket);
      socket.on('error', cut).on('close', () => {
        open.delete(socket);
        cut();
      });
    }
    client.on('data', (request) => {
      // `pg` sends COMMIT as a separate message, far smaller than a packet, so one chunk contains
      // the whole word.
      if (request.includes('COMMIT\0')) {
        commits++;
        if (toLose === 'request') {
          toLose = null;
          cut();
          return;
        }
        lost = toLose === 'answer';
        toLose = null;
      }
      server.write(request);
    });
    server.on('data', (answer) => {
      if (lost) cut();
      else if (!swallowing) client.write(answer);
    });
  };

  const proxy = createServer(relay);
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', () => resolve()));
  const url = new URL(databaseUrl);
  url.host = `127.0.0.1:${String((proxy.address() as AddressInfo).port)}`;
  return {
    url: url.href,
    loseNextCommit: (loss) => void (toLose = loss),
    swallowAnswers: () => void (swallowing = true),
    commits: () => commits,
    close: () =>
      new Promise((resolve) => {
        proxy.close(() => resolve());
        for (const socket of open) socket.destroy();
      }),
  };
}
