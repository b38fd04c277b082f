// Measures what five consoles of a busy sale cost the instance, and how late they show a change.
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import { signAccessToken } from '#server/account/access-token.ts';
import { env } from '#server/config/env.ts';
import { lockBuyer } from '#server/seating/seating.ts';
import { serializable } from '#server/database/transaction.ts';
import { aPerson, aPerformance, type PerformanceIds } from '#tests/support/factories.ts';
import { startInstance } from '#tests/support/instance.ts';
import type { TestStores } from '#tests/support/stores.ts';
import { quantile } from '#tests/simulation/quantile.ts';
import { cpuUs } from './load.ts';
import { publish } from './table.ts';
import { requestText } from './wire.ts';

const consoles = 5;
const changesPerSecond = 1_000;
const everyMs = 10;
const shareMax = 0.15;
const delayMsMax = 1_000;

// A commit changes ten seats, as a group of holds does. Each change writes a seat, with its number
// in the reason, and a reservation that has ended, so that there are two events.
const perCommit = 10;
const changeSql = `
  WITH change AS (SELECT * FROM unnest($4::smallint[], $5::text[]) AS c (seat, number)), ended AS (
    INSERT INTO reservations (user_id, concert_id, performance_id, status, seats, prices_krw,
                              held_until, place_epoch, place_number, closed_at)
    SELECT $1::uuid, $2::int, $3::int, 'RELEASED', ARRAY[seat], '{50000}', now(), 1, 1,
           clock_timestamp()
    FROM change
  )
  UPDATE seats SET blocked_reason = change.number FROM change
  WHERE performance_id = $3::int AND seats.number = change.seat`;

interface Change {
  number: number;
  seat: number;
  /** Time of the commit (ms), once known. */
  committedAt?: number;
}

/** Measures the delays of one console. */
class Console {
  readonly delaysMs: number[] = [];
  messages = 0;
  /** Changes by seat that no message covers yet. */
  readonly #pending = new Map<number, Change[]>();

  add(change: Change): void {
    const changes = this.#pending.get(change.seat) ?? [];
    this.#pending.set(change.seat, changes);
    changes.push(change);
  }

  /** Counts the changes up to the one that the console shows, because that one replaced them. */
  show(seat: number, number: number, now: number): void {
    const changes = this.#pending.get(seat) ?? [];
    while (changes[0] !== undefined && changes[0].number <= number)
      this.delaysMs.push(now - (changes.shift()?.committedAt ?? now));
  }

  read(socket: Socket): void {
    let unread = '';
    socket.setEncoding('utf8').on('data', (chunk: string) => {
      const now = performance.now();
      const blocks = (unread + chunk).split('\n\n');
      unread = blocks.pop() ?? '';
      for (const block of blocks.filter((each) => each.startsWith('data: '))) {
        this.messages += 1;
        const { type, data } = JSON.parse(block.slice('data: '.length)) as {
          type: string;
          data: { seats: { seat: number; blockedReason: string | null }[] };
        };
        if (type !== 'seats') continue;
        for (const { seat, blockedReason } of data.seats)
          this.show(seat, Number(blockedReason ?? 0), now);
      }
    });
  }
}

async function openConsole(url: string, show: PerformanceIds, userId: string) {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  await once(socket, 'connect');
  const opened = new Console();
  opened.read(socket);
  const input = encodeURIComponent(JSON.stringify(show));
  const authorization = `Bearer ${signAccessToken(userId, env().NEXTAUTH_SECRET)}`;
  const path = `/api/trpc/admin.live?input=${input}`;
  socket.write(requestText(url, { path, headers: { authorization } }));
  await once(socket, 'data');
  return { opened, close: () => socket.destroy() };
}

let lastNumber = 0;

/**
 * Changes seats for `seconds`, through PostgreSQL alone. Returns the number of changes per second.
 */
async function changeSeats(
  pool: pg.Pool,
  { concertId, performanceId }: PerformanceIds,
  { userId, seconds, open }: { userId: string; seconds: number; open: Console[] },
): Promise<number> {
  const since = performance.now();
  const first = lastNumber;
  const commit = async (): Promise<void> => {
    const changes = Array.from({ length: perCommit }, (): Change => {
      lastNumber += 1;
      return { number: lastNumber, seat: 1 + (lastNumber % 50) };
    });
    for (const each of open) for (const change of changes) each.add(change);
    const seats = changes.map(({ seat }) => seat);
    const numbers = changes.map(({ number }) => String(number));
    const values = [userId, concertId, performanceId, seats, numbers];
    await pool.query({ name: 'change', text: changeSql, values });
    for (const change of changes) change.committedAt = performance.now();
  };
  const running: Promise<void>[] = [];
  while (performance.now() - since < seconds * 1_000) {
    const due = ((performance.now() - since) / 1_000) * changesPerSecond;
    while (lastNumber - first < due) running.push(commit());
    await pause(everyMs);
  }
  await Promise.all(running);
  return (lastNumber - first) / ((performance.now() - since) / 1_000);
}

export async function benchConsole(
  stores: TestStores,
  { isQuick }: { isQuick: boolean },
): Promise<void> {
  const seconds = isQuick ? 3 : 10;
  const show = await aPerformance(stores.db);
  const [owner, userId] = [await aPerson(stores.db, 'OWNER'), await aPerson(stores.db)];
  await serializable(stores.db, (tx) => lockBuyer(tx, userId, show.concertId));
  const pool = new pg.Pool({ connectionString: env().DATABASE_URL, max: 4 });
  const instance = await startInstance();
  const measure = async (open: Console[]) => {
    const [before, since] = [cpuUs(instance.pid), performance.now()];
    const perSecond = await changeSeats(pool, show, { userId, seconds, open });
    const tookUs = (performance.now() - since) * 1_000;
    return { perSecond, share: (cpuUs(instance.pid) - before) / tookUs };
  };
  const warm = await openConsole(instance.url, show, owner);
  await measure([warm.opened]);
  warm.close();
  await pause(1_000);
  const alone = await measure([]);
  const open = await Promise.all(
    Array.from({ length: consoles }, () => openConsole(instance.url, show, owner)),
  );
  const busy = await measure(open.map(({ opened }) => opened));
  await pause(2 * delayMsMax);
  for (const { close } of open) close();
  await instance.stop();
  await pool.end();
  const share = busy.share - alone.share;
  const delays = open.flatMap(({ opened }) => opened.delaysMs).sort((a, b) => a - b);
  const changes = Math.round(busy.perSecond).toLocaleString('en');
  const of = `${changes} seat changes a second, ${String(consoles)} consoles`;
  const messages = open.reduce((sum, { opened }) => sum + opened.messages, 0);
  const percent = (value: number) => `${(value * 100).toFixed(1)} % of a core`;
  const delay = (rank: number, name: string) => ({
    what: `${of}: delay from a change to its display, ${name}`,
    figure: `${(quantile(delays, rank) / 1_000).toFixed(2)} s`,
    target: '≤ 1 s',
    met: quantile(delays, rank) <= delayMsMax,
  });
  await publish(
    {
      name: 'console',
      how: [
        'One instance serves five consoles of one concert and performance, and nothing else. Another process changes the seats in PostgreSQL, ten in a commit, each with two events.',
        'The cost is the CPU time of the instance with the consoles, less that with the same changes and no console. A seat changes 20 times a second, so a message may cover several changes of a seat; each counts with its own delay.',
        `A console received ${Math.round(messages / consoles / seconds).toLocaleString('en')} messages a second.`,
      ].join(' '),
      rows: [
        {
          what: `${of}: CPU of the instance for the consoles`,
          figure: percent(share),
          baseline: percent(alone.share),
          target: '≤ 15 %',
          met: share <= shareMax,
        },
        delay(0.5, 'p50'),
        delay(0.99, 'p99'),
      ],
    },
    { write: !isQuick },
  );
}
