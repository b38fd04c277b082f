import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { eventually } from '../support/eventually.ts';
import { seen } from '../support/http-client.ts';
import { aPerformance } from '../support/factories.ts';
import { testSite } from '../support/test-site.ts';
import { bearer, dayOf, key, programAt } from '../rest-recorder/program.ts';

const { stores, instance } = testSite();
const { get, post, joined } = programAt(instance);

test.each(['', '/api'])(
  'a client program completes a purchase at %s/…, as the contract describes it',
  async (base) => {
    const show = await aPerformance(stores.db, { capacity: 1 });
    const { concertId, performanceId } = show;
    const account = {
      email: `${randomUUID()}@jari.example`,
      password: 'a long password',
      name: 'A program',
    };
    const created = await post(`${base}/auth/users`, account);
    expect(created.status).toBe(201);
    const { userId } = created.body as { userId: string };
    const signedIn = (
      await post(`${base}/auth/token`, { email: account.email, password: account.password })
    ).body;
    expect(signedIn).toEqual({
      accessToken: expect.any(String) as unknown,
      tokenType: 'Bearer',
      expiresIn: 86_400,
      userId,
    });
    const signed = bearer((signedIn as { accessToken: string }).accessToken);
    const at = `${base}/concert/${userId}`;

    const charged = key();
    expect(
      (await post(`${at}/balance`, { amount: 70_000 }, { ...signed, ...charged })).body,
    ).toEqual({ balance: 70_000 });
    expect(
      (await post(`${at}/balance`, { amount: 70_000 }, { ...signed, ...charged })).body,
    ).toEqual({ balance: 70_000 });
    expect((await post(`${at}/balance`, { balance: 5_000 }, { ...signed, ...key() })).body).toEqual(
      {
        balance: 75_000,
      },
    );
    expect((await get(`${at}/balance`, signed)).body).toEqual({ balance: 75_000 });

    const { body } = await post(`${at}/Token`, { concertOptionId: performanceId }, signed);
    expect(body).toMatchObject({
      status: 'ACTIVE',
      position: 0,
      etaSeconds: null,
      nextPollMs: expect.any(Number) as unknown,
    });
    const { token } = body as { token: string };
    const turn = bearer(token);
    const second = await joined(stores.db, show);
    const polled = (await get(`${at}/Token`, turn)).body;
    expect(polled).toMatchObject({
      status: 'ACTIVE',
      position: 0,
      behind: 1,
      expiresAt: expect.any(String) as unknown,
    });
    expect(polled).not.toHaveProperty('token');
    expect((await get(`${second.at}/Token`, second.turn)).body).toMatchObject({
      status: 'WAITING',
      position: 1,
    });

    const date = await dayOf(stores.db, show.performanceId);
    expect((await get(`${base}/concert/${concertId}/dates`, turn)).body).toEqual({
      concertId,
      dates: [
        {
          concertOptionId: performanceId,
          date,
          startsAt: expect.any(String) as unknown,
          seatsLeft: 50,
        },
      ],
    });
    const all = Array.from({ length: 50 }, (_, index) => String(index + 1).padStart(2, '0'));
    const listed = {
      concertId,
      availableSeats: [{ concertOptionId: performanceId, date, seats: all }],
    };
    expect((await get(`${base}/concert/${concertId}/availability`, turn)).body).toEqual(listed);
    expect(
      (await get(`${base}/concert/${concertId}/availability?date=${date}`, turn)).body,
    ).toEqual(listed);
    expect(
      (await get(`${base}/concert/${concertId}/availability?date=2000-02-29`, turn)).body,
    ).toEqual({
      concertId,
      availableSeats: [],
    });

    const held = (
      await post(`${at}/reservation`, { concertOptionId: performanceId, seat: '07' }, turn)
    ).body;
    expect(held).toEqual({
      reservationId: expect.any(Number) as unknown,
      concertOptionId: performanceId,
      seat: '07',
      seats: ['07'],
      price: 50_000,
      expiresAt: expect.any(String) as unknown,
    });
    const { reservationId } = held as { reservationId: number };
    const left = (await get(`${base}/concert/${concertId}/availability`, turn))
      .body as typeof listed;
    expect(left.availableSeats[0]?.seats).toEqual(all.filter((seat) => seat !== '07'));

    const once = key();
    const paid = await post(
      `${at}/payment`,
      { concertOptionId: performanceId },
      { ...turn, ...once },
    );
    const receipt = {
      paymentId: expect.any(Number) as unknown,
      reservationId,
      amount: 50_000,
      balance: 25_000,
      paidAt: expect.any(String) as unknown,
      token,
      tokenStatus: 'EXPIRED',
    };
    expect([paid.status, paid.body]).toEqual([200, receipt]);
    expect(
      (await post(`${at}/payment`, { concertOptionId: performanceId }, { ...turn, ...once })).body,
    ).toEqual(paid.body);
    expect(seen(await post(`${at}/payment`, { reservationId }, { ...turn, ...once }))).toEqual([
      422,
      'IDEMPOTENCY_MISMATCH',
    ]);
    expect(seen(await post(`${at}/payment`, { reservationId }, { ...turn, ...key() }))).toEqual([
      409,
      'ALREADY_PAID',
    ]);
    expect(
      seen(await post(`${at}/payment`, { concertOptionId: performanceId }, { ...turn, ...key() })),
    ).toEqual([404, 'NOT_FOUND']);
    expect((await get(`${at}/Token`, turn)).body).toMatchObject({ status: 'EXPIRED', position: 0 });
    expect(seen(await get(`${base}/concert/${concertId}/dates`, turn))).toEqual([
      403,
      'QUEUE_TOKEN_EXPIRED',
    ]);
    const secondPlace = async () =>
      (await get(`${second.at}/Token`, second.turn)).body as { status: string; position: number };
    // An instance answers status requests from a snapshot that is up to one second old.
    await eventually(
      'the second user is admitted',
      async () => (await secondPlace()).status === 'ACTIVE',
      10_000,
    );
    expect(await secondPlace()).toMatchObject({ status: 'ACTIVE', position: 0 });
    const { paymentId } = paid.body as { paymentId: number };
    expect((await get(`${at}/payment`, signed)).body).toEqual([
      {
        paymentId,
        reservationId,
        concertId,
        concertOptionId: performanceId,
        seats: ['07'],
        amount: 50_000,
        paidAt: (paid.body as { paidAt: string }).paidAt,
        refunds: [],
        refund: null,
      },
    ]);
    expect((await get(`${at}/payment?before=${paymentId}`, signed)).body).toEqual([]);
    expect((await get(`${base}/concert`)).body).toContainEqual(
      expect.objectContaining({
        concertId,
        saleState: 'ON_SALE',
        dates: [
          {
            concertOptionId: performanceId,
            startsAt: expect.any(String) as unknown,
            seats: 'MANY',
            grades: [{ grade: 'R', price: 50_000 }],
          },
        ],
      }),
    );
  },
);
