import { createClient } from '@hey-api/openapi-ts';
import { execFileSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { aPerformance } from '#tests/support/factories.ts';
import { testSite } from '#tests/support/test-site.ts';

const root = path.join(import.meta.dirname, '../..');
const { stores, instance } = testSite();
let directory: string;
beforeAll(() => {
  // TypeScript finds Node's types only from a directory below node_modules.
  directory = mkdtempSync(path.join(root, 'node_modules', '.cache-client-'));
});
afterAll(() => rmSync(directory, { recursive: true, force: true }));

/**
 * Client program that relies only on the document. The TypeScript compiler checks this program
 * against types generated from the document.
 */
const program = `
import { client } from './client.gen';
import * as jari from './sdk.gen';
import type { HoldSeatsErrors } from './types.gen';

/** The reason that a hold is refused, by the problem's own type. */
function obstacle(problem: HoldSeatsErrors[keyof HoldSeatsErrors]): string {
  switch (problem.code) {
    case 'SEAT_TAKEN':
    case 'SEAT_BLOCKED':
      return problem.seats.join();
    case 'SEAT_LIMIT':
      return String(problem.limit);
    default:
      return problem.title;
  }
}

export async function way(baseUrl: string, concertId: number, account: { email: string; password: string; name: string }) {
  let tokens: Record<string, string> = {};
  const signed = { throwOnError: true, headers: { get Authorization() { return 'Bearer ' + tokens.access; } } } as const;
  const turn = { throwOnError: true, headers: { get Authorization() { return 'Bearer ' + tokens.queue; } } } as const;
  client.setConfig({ baseUrl });
  await jari.signUp({ throwOnError: true, body: account });
  const { email, password } = account;
  const { data: { accessToken, userId } } = await jari.signIn({ throwOnError: true, body: { email, password } });
  tokens = { access: accessToken };
  const at = { path: { userId } };
  const keyed = (name: string) => ({ 'Idempotency-Key': name });
  await jari.chargeWallet({ ...at, throwOnError: true, body: { amount: 120_000 }, headers: { ...signed.headers, ...keyed('first-charge') } });
  const { data: { token } } = await jari.joinLine({ ...at, ...signed, body: { concertId } });
  tokens.queue = token;
  const { data: place } = await jari.pollPlace({ ...at, ...turn });
  const { data: { dates } } = await jari.listDates({ path: { concertId }, ...turn });
  const date = dates[0]!.date;
  const { data: { availableSeats } } = await jari.listAvailability({ path: { concertId }, query: { date }, ...turn });
  const { concertOptionId, seats } = availableSeats[0]!;
  const { data: hold } = await jari.holdSeats({ ...at, ...turn, body: { concertOptionId, seats: seats.slice(0, 2) } });
  const { error } = await jari.holdSeats({ ...at, headers: turn.headers, body: { concertOptionId, seats: seats.slice(2, 5) } });
  const { data: paid } = await jari.pay({
    ...at,
    throwOnError: true,
    body: { reservationId: hold.reservationId },
    headers: { ...turn.headers, ...keyed('first-payment') },
  });
  const { data: payments } = await jari.listPayments({ ...at, ...signed });
  const { data: { balance } } = await jari.readBalance({ ...at, ...signed });
  return { status: place.status, hold, obstacle: error && obstacle(error), paid, payments, balance };
}
`;

interface Program {
  way: (
    baseUrl: string,
    concertId: number,
    account: Record<'email' | 'password' | 'name', string>,
  ) => Promise<object>;
}

test('a client generated from the document compiles, and completes a purchase', async () => {
  await createClient({
    input: `${instance.url}/api/openapi.json`,
    output: directory,
    plugins: ['@hey-api/typescript', '@hey-api/sdk', '@hey-api/client-fetch'],
    logs: { level: 'silent', file: false },
  });
  const file = path.join(directory, 'way.ts');
  writeFileSync(file, program);
  const options = [
    '--noEmit',
    '--strict',
    '--skipLibCheck',
    '--ignoreConfig',
    '--target',
    'es2024',
    '--module',
    'esnext',
  ];
  execFileSync(
    process.execPath,
    [
      path.join(root, 'node_modules/@typescript/native/bin/tsc'),
      ...options,
      '--moduleResolution',
      'bundler',
      file,
    ],
    { stdio: 'inherit' },
  );
  const { way } = (await import(/* @vite-ignore */ file)) as Program;
  const { concertId, performanceId: concertOptionId } = await aPerformance(stores.db);
  const account = {
    email: `${randomUUID()}@jari.example`,
    password: 'a long password',
    name: 'Another user',
  };
  const seats = ['01', '02'];
  expect(await way(instance.url, concertId, account)).toMatchObject({
    status: 'ACTIVE',
    hold: { concertOptionId, seats, price: 100_000 },
    obstacle: '4',
    paid: { amount: 100_000, balance: 20_000, tokenStatus: 'EXPIRED' },
    payments: [{ concertId, concertOptionId, seats, amount: 100_000, refund: null }],
    balance: 20_000,
  });
}, 120_000);
