import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { signAccessToken } from '../account/access-token.ts';
import { env } from '../config/env.ts';
import type { Known } from '#tests/support/arbitraries.ts';
import { auditNow, rowHashes } from '#tests/support/database-state.ts';
import { type Actor, actorIn, settled, states } from '#tests/support/actors.ts';
import { refusalDue, requestsTo, type RestRequest, toSent } from '#tests/support/rest-requests.ts';
import { fuzzRuns, fuzzTimeoutMs, holds, runsPerActor } from '#tests/support/fuzz-runs.ts';
import { testSite } from '#tests/support/test-site.ts';
import { fault, type Operation, operationsOf, schemaJudge } from '#tests/support/openapi-judge.ts';
import { type Sent, transmit } from '#tests/support/wire.ts';
import { openApiDocument } from './document.ts';

const { stores, instance } = testSite({ QUEUE_GRACE_SECONDS: '3600' });

const document = openApiDocument();
const operations = operationsOf(document);
const judge = schemaJudge(document.components);
const seats = Array.from({ length: 50 }, (_, at) => String(at + 1).padStart(2, '0'));

/** Generators for values that mostly name existing objects of the actor. */
function knownTo({ show, userId, reservationId = 2_147_483_647 }: Actor, day: string): Known {
  return {
    userId: fc.constantFrom(userId, userId, userId, userId, userId.toUpperCase(), randomUUID()),
    concertId: fc.constantFrom(show.concertId, show.concertId, 2_147_483_647),
    concertOptionId: fc.constant(show.performanceId),
    reservationId: fc.constant(reservationId),
    date: fc.constant(day),
    seat: fc.constantFrom(...seats),
    seats: fc.uniqueArray(fc.constantFrom(...seats), { minLength: 1, maxLength: 5 }),
    email: fc.uuid().map((name) => `${name}@jari.example`),
  };
}

/**
 * Returns all valid forms of the actor's credentials for an operation. A signed-out actor gets
 * missing and invalid credentials.
 */
function presentations(
  { userId, accessToken, queueToken }: Actor,
  { security }: Operation,
): Sent['headers'][] {
  if (accessToken === undefined) {
    const late = signAccessToken(userId, env().NEXTAUTH_SECRET, -1);
    const bearers = ['nonsense', late, '\u00e9\u00ff', 'a b', ''].map((token) => ({
      authorization: `Bearer ${token}`,
    }));
    return [
      {},
      ...bearers,
      { authorization: 'Basic YTpi' },
      { 'x-queue-token': '%00' },
      { cookie: 'next-auth.session-token=x' },
    ];
  }
  const signed = { authorization: `Bearer ${accessToken}` };
  if (queueToken === undefined) return [signed];
  const both = { ...signed, 'x-queue-token': queueToken };
  const takesToken = security.some((way) => 'queueTokenAsBearer' in way);
  return takesToken
    ? [both, { authorization: `Bearer ${queueToken}` }, { 'x-queue-token': queueToken }]
    : [signed, both];
}

interface Attempt {
  request: RestRequest;
  who: Sent['headers'];
}

/** Fails if a refusal or a read changes a row. */
async function sendMany(operation: Operation, actor: Actor, round: number): Promise<void> {
  const [row] = await stores.db.$queryRaw<{ day: string }[]>`
    SELECT to_char(starts_at AT TIME ZONE 'Asia/Seoul', 'YYYY-MM-DD') AS day FROM performances WHERE id = ${actor.show.performanceId}`;
  const who = fc.constantFrom(...presentations(actor, operation));
  const attempts = fc.record({
    request: requestsTo(operation, knownTo(actor, row?.day ?? '')),
    who,
  });
  const isUser = actor.state !== 'signedOut';
  await settled(stores, actor.show);
  let before = await rowHashes(stores.db);
  const check = async (attempt: Attempt): Promise<void> => {
    const due = refusalDue(operation, attempt.request, isUser, judge);
    const mayChange = operation.method === 'POST' && due === null;
    if (mayChange) expect(await rowHashes(stores.db)).toEqual(before);
    const answer = await transmit(instance.url, toSent(operation, attempt.request, attempt.who));
    const wrong = fault(operation, due, answer, judge);
    if (wrong === null && !mayChange) return;
    if (answer.status < 300) await settled(stores, actor.show);
    const last = before;
    before = await rowHashes(stores.db);
    if (wrong !== null) throw new Error(wrong);
    if (answer.status >= 300) expect(before).toEqual(last);
  };
  await holds(attempts, check, {
    runs: Math.min(fuzzRuns, runsPerActor),
    round: `${operation.operationId} ${actor.state} ${String(round)}`,
  });
  expect(await rowHashes(stores.db)).toEqual(before);
}

const rounds = Math.ceil(fuzzRuns / runsPerActor);

describe.each(operations)('$method $path', (operation) => {
  test.each(operation.security.length === 0 ? (['signedOut'] as const) : states)(
    'the document defines every answer to a caller who is %s, and no refusal changes a row',
    async (state) => {
      for (let round = 0; round < rounds; round++)
        await sendMany(operation, await actorIn(stores, state), round);
    },
    fuzzTimeoutMs,
  );
});

test('after all requests the database keeps its invariants', async () => {
  const found = await auditNow();
  expect(found.filter(({ breaches }) => breaches > 0)).toEqual([]);
  expect(found.reduce((sum, { looked }) => sum + looked, 0)).toBeGreaterThan(10);
});
