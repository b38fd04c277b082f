import { encode } from 'next-auth/jwt';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { GET, POST } from '../../app/api/trpc/[trpc]/route.ts';
import { signAccessToken } from '#server/account/access-token.ts';
import { closeDb } from '#server/database/db.ts';
import { env } from '#server/config/env.ts';
import type { StaffRole } from '#server/generated/prisma/enums.ts';
import { createAppServer } from '#server/http/server.ts';
import { NextProcess } from '#server/pages/next-process.ts';
import { pay } from '#server/payment/payment.ts';
import { join, leave } from '#server/queue/queue.ts';
import { closeRedis } from '#server/redis/redis.ts';
import { hold } from '#server/seating/seating.ts';
import { kinds, read, type Reply, requestFor } from '../support/http-client.ts';
import { aPerson, aPerformance } from '../support/factories.ts';
import { aHolder, placeOf } from '../support/people.ts';
import { mayCall, procedures, roles, type Sample, type World } from '../support/procedures.ts';
import { rowHashes } from '../support/database-state.ts';
import { aHallPlan, concertsApart } from '../support/staff-world.ts';
import { testStores, type TestStores } from '../support/stores.ts';

// This server runs no background jobs, so only requests change the database.
let stores: TestStores;
const rendering = new NextProcess({ development: false, port: 0 });
let server: Server;
let url: string;
beforeAll(async () => {
  stores = await testStores();
  server = createAppServer(rendering);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(async () => {
  server.closeAllConnections();
  server.close();
  await rendering.stop();
  closeRedis();
  await closeDb();
  await stores.close();
});

/**
 * Creates a user who holds seat 1 and waits for another turn. Returns queue
 * tokens that give this user no turn at this concert.
 */
async function aScene() {
  const [me, other] = [await aPerson(stores.db), await aPerson(stores.db)];
  const show = await aPerformance(stores.db, { capacity: 1 });
  const { concertId, performanceId } = show;
  const ended = (await join(stores, me, concertId)).token;
  const { reservationId } = await hold(stores, placeOf(ended), { performanceId, seats: [1] });
  await leave(stores, me, concertId);
  const foreign = (await join(stores, other, concertId)).token;
  const waiting = (await join(stores, me, concertId)).token;
  // The hold outlasts the earlier turn, because it belongs to the place that still waits.
  const { epoch: placeEpoch, number: placeNumber } = placeOf(waiting);
  await stores.db.reservation.update({
    where: { id: reservationId },
    data: { placeEpoch, placeNumber },
    select: { id: true },
  });
  const elsewhere = (await join(stores, me, (await aPerformance(stores.db)).concertId)).token;
  const buyer = await aHolder(stores, { money: 50_000 });
  const { paymentId, tickets } = await pay(stores.db, { ...buyer, idempotencyKey: 'paid-before' });
  const ticketId = tickets[0]?.ticketId ?? 0;
  const heldId = (await aHolder(stores)).reservationId;
  const guestId = await aPerson(stores.db);
  const admin = await aPerson(stores.db, 'OWNER');
  const apart = await concertsApart(stores.db);
  const planId = await aHallPlan(stores.db);
  const ids = { concertId, performanceId, reservationId, paymentId };
  const world: World = { ...ids, ticketId, heldId, guestId, apart, planId };
  return { me, other, admin, world, tokens: { ended, foreign, waiting, elsewhere } };
}

const bearer = (userId: string, seconds?: number) => ({
  authorization: `Bearer ${signAccessToken(userId, env().NEXTAUTH_SECRET, seconds)}`,
});
const forged = (token: string) => `${token.slice(0, -8)}AAAAAAAA`;
const names = (...who: Sample['who'][]) =>
  Object.keys(procedures).filter((name) => who.includes(procedures[name]?.who ?? 'anyone'));

/** A procedure's refusal of a staff member; undefined fields of a call that is not refused. */
interface RoleRefusal {
  name: string;
  code: string | undefined;
  needs: unknown;
}

const isOfConcert = (name: string): boolean => {
  const sample = procedures[name];
  return sample?.who === 'admin' && sample.ofConcert;
};

/** Returns the refusal that the contract requires for a role at all concerts, here or elsewhere. */
function refusalDue(name: string, role: StaffRole, at: 'all' | 'here' | 'elsewhere'): RoleRefusal {
  const sample = procedures[name];
  if (sample?.who !== 'admin') throw new Error(`${name} needs no role`);
  if (!mayCall(role, sample.needs)) {
    const needs = roles.toReversed().find((lower) => mayCall(lower, sample.needs));
    return { name, code: 'ADMIN_ONLY', needs };
  }
  if (at === 'elsewhere' && sample.ofConcert) return { name, code: 'NOT_FOUND', needs: undefined };
  if (at !== 'all' && sample.forAll) return { name, code: 'ADMIN_ONLY', needs: 'MANAGER' };
  return { name, code: undefined, needs: undefined };
}

const places = ['all', 'here', 'elsewhere'] as const;

/**
 * Creates a concert with a paid and a held reservation, and a guest in its queue, so that no refusal
 * is for a missing object. Without concerts apart, the procedures that need a version get a stale
 * one of this concert.
 */
async function aSoldConcert(world: World): Promise<World> {
  const show = await aPerformance(stores.db);
  const buyer = await aHolder(stores, { money: 50_000, show });
  const { paymentId, tickets } = await pay(stores.db, { ...buyer, idempotencyKey: 'paid-before' });
  const heldId = (await aHolder(stores, { show, seats: [40] })).reservationId;
  const ids = { paymentId, ticketId: tickets[0]?.ticketId ?? 0, heldId };
  const planId = await aHallPlan(stores.db);
  const guestId = await aPerson(stores.db);
  await join(stores, guestId, show.concertId);
  return { ...world, ...show, ...ids, apart: undefined, planId, guestId };
}

test('every procedure is listed with its permitted callers', () => {
  expect(Object.keys(procedures).sort()).toEqual([...kinds.keys()].sort());
  const forStaff = [...kinds.keys()].filter((name) => /^(admin|door|staff)\./.test(name));
  expect(names('admin').sort()).toEqual(forStaff.sort());
});

const transports: [string, (request: Request) => Promise<Response>][] = [
  ['the app server', (request) => fetch(request)],
  ['the Next route', (request) => (request.method === 'GET' ? GET(request) : POST(request))],
];

describe.each(transports)('through %s', (_, transport) => {
  let scene: Awaited<ReturnType<typeof aScene>>;
  beforeAll(async () => void (scene = await aScene()));

  const call = async (name: string, headers: Record<string, string>): Promise<Reply> =>
    read(await transport(requestFor(url, name, procedures[name]?.input?.(scene.world), headers)));

  const answersTo = (
    called: RoleRefusal[],
    world: World,
    headers: Record<string, string>,
  ): Promise<RoleRefusal[]> =>
    Promise.all(
      called.map(async ({ name }) => {
        const input = procedures[name]?.input?.(world);
        const { refusal } = await read(await transport(requestFor(url, name, input, headers)));
        return { name, code: refusal?.code, needs: refusal?.['needs'] };
      }),
    );

  /** Expects the same refusal from each of these procedures, and no change in the database. */
  async function expectRefused(
    called: string[],
    headers: Record<string, string>,
    status: number,
    code: string,
  ): Promise<void> {
    const before = await rowHashes(stores.db);
    const answers = await Promise.all(
      called.map(async (name) => {
        const { status, refusal } = await call(name, headers);
        return { name, status, code: refusal?.code };
      }),
    );
    expect(answers).toEqual(called.map((name) => ({ name, status, code })));
    expect(await rowHashes(stores.db)).toEqual(before);
  }

  test('without a valid sign-in, all but the public procedures refuse, with any other credentials', async () => {
    const { me, tokens } = scene;
    const secret = env().NEXTAUTH_SECRET;
    const signedOut: Record<string, string>[] = [
      {},
      { 'x-queue-token': tokens.foreign },
      { authorization: `Bearer ${tokens.foreign}` },
      { authorization: forged(bearer(me).authorization) },
      bearer(me, -1),
      { authorization: `Basic ${Buffer.from('admin:admin').toString('base64')}` },
      { authorization: `Bearer ${await encode({ token: { sub: me }, secret })}` },
      { cookie: `next-auth.session-token=${signAccessToken(me, secret)}` },
      {
        cookie: `next-auth.session-token=${await encode({ token: { sub: me }, secret: `${secret}, another` })}`,
      },
      {
        cookie: `next-auth.session-token=${await encode({ token: { sub: me }, secret, maxAge: -100 })}`,
      },
    ];
    for (const headers of signedOut)
      await expectRefused(names('signedIn', 'admitted', 'admin'), headers, 401, 'NOT_SIGNED_IN');
  });

  test('administrator procedures refuse users without a role', async () => {
    for (const userId of [scene.me, scene.other])
      await expectRefused(names('admin'), bearer(userId), 403, 'ADMIN_ONLY');
  });

  test('each role calls what the contract names, at its concerts, and otherwise learns the needed role', async () => {
    const { concertId: elsewhere } = await aPerformance(stores.db);
    let world = await aSoldConcert(scene.world);
    for (const role of roles)
      for (const at of role === 'OWNER' ? (['all'] as const) : places) {
        const concertId = { all: null, here: world.concertId, elsewhere }[at];
        const headers = bearer(await aPerson(stores.db, role, concertId));
        const due = names('admin').map((name) => refusalDue(name, role, at));
        const before = await rowHashes(stores.db);
        const refused = await answersTo(
          due.filter(({ code }) => code !== undefined),
          world,
          headers,
        );
        expect(refused).toEqual(due.filter(({ code }) => code !== undefined));
        expect(await rowHashes(stores.db)).toEqual(before);
        for (const permitted of due.filter(({ code }) => code === undefined)) {
          const [{ code } = permitted] = await answersTo([permitted], world, headers);
          expect([role, at, permitted.name, code]).not.toEqual([
            role,
            at,
            permitted.name,
            expect.stringMatching(
              isOfConcert(permitted.name) ? /^(ADMIN_ONLY|NOT_FOUND)$/ : /^ADMIN_ONLY$/,
            ),
          ]);
        }
        // The calls of a manager cancel the concert.
        if (mayCall(role, ['MANAGER'])) world = await aSoldConcert(scene.world);
      }
  });

  test('procedures that need a turn refuse every token without one', async () => {
    const { me, tokens } = scene;
    const signedIn = bearer(me);
    const refused: [string | undefined, number, string][] = [
      [undefined, 401, 'QUEUE_TOKEN_MISSING'],
      [forged(tokens.waiting), 401, 'QUEUE_TOKEN_INVALID'],
      [signedIn.authorization.slice('Bearer '.length), 401, 'QUEUE_TOKEN_INVALID'],
      [tokens.foreign, 403, 'NOT_YOURS'],
      [tokens.elsewhere, 403, 'NOT_YOUR_TURN'],
      [tokens.waiting, 403, 'NOT_YOUR_TURN'],
      [tokens.ended, 403, 'QUEUE_TOKEN_EXPIRED'],
    ];
    for (const [token, status, code] of refused) {
      const headers = { ...signedIn, ...(token !== undefined && { 'x-queue-token': token }) };
      await expectRefused(names('admitted'), headers, status, code);
      if (code !== 'QUEUE_TOKEN_EXPIRED' && token !== tokens.waiting)
        await expectRefused(names('holder'), headers, status, code);
    }
  });

  test('a reservation of another user is not found, even during a turn', async () => {
    const { other, tokens } = scene;
    const owned = names('anyone', 'holder', 'signedIn', 'admitted').filter(
      (name) => 'reservationId' in (procedures[name]?.input?.(scene.world) ?? {}),
    );
    expect(owned.length).toBeGreaterThanOrEqual(5);
    await expectRefused(
      owned,
      { ...bearer(other), 'x-queue-token': tokens.foreign },
      404,
      'NOT_FOUND',
    );
  });

  test('control: the same calls succeed for permitted callers, each change by staff has one audit entry, and no entry has a name or an address', async () => {
    const { me, other, admin, world, tokens } = scene;
    await leave(stores, other, world.concertId);
    const mine = { ...bearer(me), 'x-queue-token': tokens.waiting };
    const entriesOf = () =>
      stores.db.auditEntry.findMany({ where: { actorId: admin }, orderBy: { id: 'asc' } });
    for (const name of Object.keys(procedures)) {
      const sample = procedures[name];
      const known = (await entriesOf()).length;
      const { refusal, data } = await call(name, sample?.who === 'admin' ? bearer(admin) : mine);
      expect([name, refusal?.code]).toEqual([name, sample?.refusal]);
      if (sample?.replacesReservation) world.reservationId = (data as World).reservationId;
      if (!name.startsWith('admin.')) continue;
      const written = (await entriesOf()).slice(known);
      const isChange = kinds.get(name) === 'mutation';
      expect([name, written.length]).toEqual([name, isChange ? 1 : 0]);
      for (const { before, after } of written) expect([name, before ?? after]).not.toContain(null);
    }
    const entries = await entriesOf();
    const users = await stores.db.user.findMany({ select: { name: true, email: true } });
    for (const { name, email } of users)
      for (const part of [name, email]) expect(JSON.stringify(entries)).not.toContain(part);
  });
});
