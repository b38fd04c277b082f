import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

/** What is lost at a COMMIT, with the connection: what was asked, so that nothing is committed, or the answer, when it has been. */
export type Loss = 'request' | 'answer';

/** A way to PostgreSQL on which things get lost. */
export interface PostgresProxy {
  url: string;
  /** The next COMMIT is lost. */
  loseNextCommit(loss: Loss): void;
  /** From now on nothing that PostgreSQL says arrives; the connections stay. */
  swallowAnswers(): void;
  /** How many COMMITs have come by. */
  commits(): number;
  close(): Promise<void>;
}

export async function startPostgresProxy(databaseUrl: string): Promise<PostgresProxy> {
  const target = new URL(databaseUrl);
  const open = new Set<Socket>();
  let toLose: Loss | null = null;
  let swallowing = false;
  let commits = 0;

  const carry = (client: Socket): void => {
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
    client.on('data', (asked) => {
      // A client's COMMIT is a message of its own, far smaller than a packet.
      if (asked.includes('COMMIT')) {
        commits++;
        if (toLose === 'request') {
          toLose = null;
          cut();
          return;
        }
        lost = toLose === 'answer';
        toLose = null;
      }
      server.write(asked);
    });
    server.on('data', (answer) => {
      if (lost) cut();
      else if (!swallowing) client.write(answer);
    });
  };

  const proxy = createServer(carry);
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
