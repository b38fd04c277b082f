import { randomUUID } from 'node:crypto';
import { beforeAll, expect, test } from 'vitest';
import { call, fanOf, send } from '#tests/support/http-client.ts';
import { aPerson, aPerformance } from '#tests/support/factories.ts';
import { rowHashes } from '#tests/support/database-state.ts';
import { testSite } from '#tests/support/test-site.ts';
import { escaped } from '#tests/support/hostile-inputs.ts';

const { stores, instance } = testSite();
let concertId: number;
let signed: Record<string, string>;
beforeAll(async () => {
  ({ concertId } = await aPerformance(stores.db));
  signed = { authorization: `Bearer ${fanOf(await aPerson(stores.db)).accessToken}` };
});

test('a batch answers each call separately', async () => {
  const input = encodeURIComponent(
    JSON.stringify({ 0: { concertId }, 1: { concertId: 2_147_483_647 } }),
  );
  const both = await send(
    `${instance.url}/api/trpc/catalog.concert,catalog.concert?batch=1&input=${input}`,
  );
  expect(both.body).toMatchObject([
    { result: { data: { concertId } } },
    { error: { data: { httpStatus: 404, refusal: { code: 'NOT_FOUND' } } } },
  ]);
});

test('a batch of eleven calls is refused and runs none of them; ten calls run', async () => {
  const charges = (count: number) => ({
    path: `${instance.url}/api/trpc/${Array(count).fill('wallet.charge').join()}?batch=1`,
    body: JSON.stringify(
      Object.fromEntries(
        Array.from({ length: count }, (_, at) => [at, { amount: 1, idempotencyKey: randomUUID() }]),
      ),
    ),
  });
  const balance = async () =>
    (await call(instance.url, 'wallet.balance', undefined, signed)).data as { balance: number };
  const headers = { ...signed, 'content-type': 'application/json' };
  const before = await balance();
  const [eleven, ten] = [charges(11), charges(10)];
  const refused = await send(eleven.path, { method: 'POST', headers, body: eleven.body });
  expect([refused.status, refused.refusal?.code]).toEqual([400, 'BAD_INPUT']);
  expect(await balance()).toEqual(before);
  expect((await send(ten.path, { method: 'POST', headers, body: ten.body })).status).toBe(200);
  expect(await balance()).toEqual({ balance: before.balance + 10 });
});

test('a repeated input, or a repeated name within one, is refused in a query and in a batch', async () => {
  const input = escaped(JSON.stringify({ concertId: concertId }));
  const twice = escaped(`{"concertId":1,"concertId":${concertId}}`);
  for (const query of [
    `input=${input}&input=${input}`,
    `input=${input}&%69nput=${input}`,
    `input=${twice}`,
    `batch=1&input=${twice}`,
  ]) {
    const reply = await send(`${instance.url}/api/trpc/catalog.concert?${query}`);
    expect([query, reply.status, reply.text.includes('BAD_INPUT')]).toEqual([query, 400, true]);
  }
  const before = await rowHashes(stores.db);
  const charge = (amount: number) => `"0":{"amount":${amount},"idempotencyKey":"${randomUUID()}"}`;
  const headers = { ...signed, 'content-type': 'application/json' };
  const body = `{${charge(1)},${charge(2)}}`;
  const reply = await send(`${instance.url}/api/trpc/wallet.charge?batch=1`, {
    method: 'POST',
    headers,
    body,
  });
  expect([reply.status, reply.text.includes('BAD_INPUT')]).toEqual([400, true]);
  expect(await rowHashes(stores.db)).toEqual(before);
});

test('a number that only rounding makes an integer is refused with its field in a body, a query and a batch', async () => {
  const headers = { ...signed, 'content-type': 'application/json' };
  const before = await rowHashes(stores.db);
  const charge = (amount: string) => `{"amount":${amount},"idempotencyKey":"${randomUUID()}"}`;
  const post = (path: string, body: string) =>
    send(`${instance.url}${path}`, { method: 'POST', headers, body });
  for (const amount of [
    '9999999.99999999999',
    '10000000.0000000000001',
    '0.99999999999999999999',
    '1e400',
    '1e-400',
    '-0',
    '1.5',
  ]) {
    const one = await post('/api/trpc/wallet.charge', charge(amount));
    expect([amount, one.status, one.refusal]).toMatchObject([
      amount,
      400,
      { code: 'BAD_INPUT', issues: [{ path: 'amount' }] },
    ]);
    const batch = await post('/api/trpc/wallet.charge?batch=1', `{"0":${charge(amount)}}`);
    expect([amount, batch.status, batch.text.includes('"path":"amount"')]).toEqual([
      amount,
      400,
      true,
    ]);
  }
  const rounded = `{"concertId":${String(concertId)}.00000000000000000001}`;
  for (const query of [
    `input=${escaped(rounded)}`,
    `batch=1&input=${escaped(`{"0":${rounded}}`)}`,
  ]) {
    const reply = await send(`${instance.url}/api/trpc/catalog.concert?${query}`);
    expect([query, reply.status, reply.text.includes('"path":"concertId"')]).toEqual([
      query,
      400,
      true,
    ]);
  }
  // The server must not read a number with too many digits as text or as null.
  for (const input of ['{"cursor":1.00000000000000000001}', '{"limit":20.0000000000000000001}']) {
    const reply = await send(`${instance.url}/api/trpc/wallet.history?input=${escaped(input)}`, {
      headers: signed,
    });
    expect([input, reply.status, reply.refusal?.code]).toEqual([input, 400, 'BAD_INPUT']);
  }
  expect(await rowHashes(stores.db)).toEqual(before);
});

test('an integer is accepted in any notation', async () => {
  const headers = { ...signed, 'content-type': 'application/json' };
  const balance = async () =>
    ((await call(instance.url, 'wallet.balance', undefined, signed)).data as { balance: number })
      .balance;
  const before = await balance();
  for (const amount of ['1e3', '1000.0', '1000.000e0', '10000e-1']) {
    const body = `{"amount":${amount},"idempotencyKey":"${randomUUID()}"}`;
    expect(
      (await send(`${instance.url}/api/trpc/wallet.charge`, { method: 'POST', headers, body }))
        .status,
    ).toBe(200);
  }
  expect(await balance()).toBe(before + 4_000);
  const query = escaped(`{"concertId":${String(concertId)}.0}`);
  expect((await send(`${instance.url}/api/trpc/catalog.concert?input=${query}`)).status).toBe(200);
});
