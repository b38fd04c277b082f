import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { type RefusalCode, refusalStatus } from '../errors/errors.schema.ts';
import { auditNow, rowHashes } from '#tests/support/database-state.ts';
import {
  validValues,
  type JsonSchema,
  type Known,
  nearlyValid,
  encodings,
} from '#tests/support/arbitraries.ts';
import {
  accessTokenOf,
  type Actor,
  actorIn,
  newActorIn,
  settled,
  states,
} from '#tests/support/actors.ts';
import { giveRole } from '#tests/support/factories.ts';
import { kinds } from '#tests/support/http-client.ts';
import { answers } from '#tests/support/contract.ts';
import { procedures, type Sample } from '#tests/support/procedures.ts';
import { fuzzRuns, fuzzTimeoutMs, holds, runsPerActor } from '#tests/support/fuzz-runs.ts';
import { testSite } from '#tests/support/test-site.ts';
import { bodyBytesMax, parsedBody, schemaJudge, traces } from '#tests/support/openapi-judge.ts';
import { escaped } from '#tests/support/hostile-inputs.ts';
import { type Answer, type Sent, transmit } from '#tests/support/wire.ts';
import { procedures as byName } from './root.ts';

const { stores, instance } = testSite({ QUEUE_GRACE_SECONDS: '3600' });

interface Procedure {
  name: string;
  isQuery: boolean;
  who: Sample['who'];
  /** Undefined if the procedure has no input. */
  input: { schema: JsonSchema; isOptional: boolean } | undefined;
}

const all = [...kinds].map(([name, kind]): Procedure => {
  const [input] = byName[name]?._def.inputs ?? [];
  return {
    name,
    isQuery: kind !== 'mutation',
    who: procedures[name]?.who ?? 'anyone',
    input: input && {
      schema: z.toJSONSchema(input, { io: 'input' }) as JsonSchema,
      isOptional: input.safeParse(undefined).success,
    },
  };
});
const judge = schemaJudge();
// Stays below the maximum size of a head (server/http/request-head.ts).
const urlLengthMax = 12_000;

function knownTo({
  show,
  reservationId = 2_147_483_647,
  paymentId = 2_147_483_647,
  queueToken = 'none',
}: Actor): Known {
  return {
    concertId: fc.constantFrom(show.concertId, show.concertId, 2_147_483_647),
    performanceId: fc.constant(show.performanceId),
    reservationId: fc.constant(reservationId),
    paymentId: fc.constant(paymentId),
    token: fc.constant(queueToken),
    seats: fc.uniqueArray(fc.integer({ min: 1, max: 50 }), { minLength: 1, maxLength: 5 }),
    email: fc.uuid().map((name) => `${name}@jari.example`),
    capacity: fc.integer({ min: 1, max: 1_000 }),
  };
}

/** Raw text of the input, or null to omit the input. */
type Written = string | Buffer | null;

function writtenFor({ input, isQuery }: Procedure, known: Known): fc.Arbitrary<Written> {
  if (input === undefined) return fc.constantFrom('{"userId":1}', '{', '[]', '"\\u0000"', null);
  const sound = validValues(input.schema, known).map((value) => JSON.stringify(value));
  const wrong = fc
    .tuple(nearlyValid(input.schema, known), encodings)
    .map(([value, write]) => write(value));
  const sent = fc.oneof(
    { arbitrary: sound, weight: 2 },
    { arbitrary: wrong, weight: 10 },
    { arbitrary: fc.constant(null), weight: 1 },
  );
  return isQuery
    ? sent
        .map((text) => (text === null ? null : text.toString()))
        .filter((text) => escaped(text ?? '').length < urlLengthMax)
    : sent;
}

function toSent({ name, isQuery }: Procedure, written: Written, who: Sent['headers']): Sent {
  const path = `/api/trpc/${name}`;
  if (isQuery) {
    const query = written === null ? '' : `?input=${escaped(written.toString())}`;
    return { method: 'GET', path: `${path}${query}`, headers: who, body: null };
  }
  const body = written ?? '';
  const headers = {
    ...who,
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(body),
  };
  return { method: 'POST', path, headers, body };
}

/**
 * Returns the refusal that input and credentials alone require, or null if the answer depends on
 * state.
 */
function refusalDue(
  { who, input, isQuery }: Procedure,
  written: Written,
  state: Actor['state'] | 'admin',
): RefusalCode | null {
  if (!isQuery && Buffer.byteLength(written ?? '') > bodyBytesMax) return 'TOO_LARGE';
  if (state === 'signedOut' && who !== 'anyone' && who !== 'holder') return 'NOT_SIGNED_IN';
  if (who === 'admin' && state !== 'admin') return 'ADMIN_ONLY';
  if (input === undefined) return null;
  if (written === null || (isQuery && written.length === 0))
    return isQuery && input.isOptional ? null : 'BAD_INPUT';
  const parsed = parsedBody(written);
  return parsed !== undefined && judge(input.schema)(parsed.value) ? null : 'BAD_INPUT';
}

interface Envelope {
  result?: { data?: unknown };
  error?: { data?: { httpStatus?: number; refusal?: { code: RefusalCode } } };
}

function fault(
  { name }: Procedure,
  due: RefusalCode | null,
  { status, contentType, text }: Answer,
): string | null {
  const said = `${name} answered ${String(status)} ${contentType} ${text.slice(0, 300)}`;
  if (status >= 500) return `${said}: a failure`;
  if (traces.test(text)) return `${said}: reveals internals`;
  if (contentType.startsWith('text/event-stream'))
    return status === 200 && due === null ? null : `${said} instead of ${String(due)}`;
  if (!contentType.startsWith('application/json')) return `${said}: not JSON`;
  const { result, error } = JSON.parse(text) as Envelope;
  const code = error?.data?.refusal?.code;
  if (due !== null && code !== due) return `${said} instead of ${due}`;
  if (code !== undefined)
    return status === refusalStatus[code] && error?.data?.httpStatus === status
      ? null
      : `${said}: another status`;
  if (status !== 200) return `${said}: no refusal`;
  // Uses the schema of a hold for reservation.get, because an unpaid reservation has no tickets.
  const wrong = answers[name === 'reservation.get' ? 'seating.hold' : name]?.safeParse(
    result?.data,
  ).error;
  return wrong === undefined ? null : `${said}: ${wrong.message}`;
}

/** Fails if a refusal or a query changes a row. */
async function sendMany(
  procedure: Procedure,
  actor: Actor,
  as: Actor['state'] | 'admin',
  round: number,
): Promise<void> {
  const { accessToken, queueToken } = actor;
  const who = {
    ...(accessToken !== undefined && { authorization: `Bearer ${accessToken}` }),
    ...(queueToken !== undefined && { 'x-queue-token': queueToken }),
  };
  await settled(stores, actor.show);
  let before = await rowHashes(stores.db);
  const check = async (written: Written): Promise<void> => {
    const due = refusalDue(procedure, written, as);
    const mayChange = !procedure.isQuery && due === null;
    if (mayChange) expect(await rowHashes(stores.db)).toEqual(before);
    const answer = await transmit(instance.url, toSent(procedure, written, who));
    const wrong = fault(procedure, due, answer);
    if (wrong === null && !mayChange) return;
    if (answer.status === 200) await settled(stores, actor.show);
    const last = before;
    before = await rowHashes(stores.db);
    if (wrong !== null) throw new Error(wrong);
    if (answer.status !== 200) expect(before).toEqual(last);
  };
  // Credentials alone decide the answer to other callers of staff procedures.
  const isRefused = procedure.who === 'admin' && as !== 'admin';
  await holds(writtenFor(procedure, knownTo(actor)), check, {
    runs: Math.min(isRefused ? 3 : fuzzRuns, runsPerActor),
    round: `${procedure.name} ${as} ${String(round)}`,
  });
  expect(await rowHashes(stores.db)).toEqual(before);
}

/** A cancellation uses up the state of a paid user. */
async function anAdmin({ name }: Procedure): Promise<Actor> {
  const actor = await (name.endsWith('.cancel') ? newActorIn : actorIn)(stores, 'paid');
  await giveRole(stores.db, actor.userId, 'OWNER');
  return { ...actor, accessToken: accessTokenOf(actor.userId) };
}

/** States of the actors that test a procedure, by the caller that the procedure requires. */
const requestedBy: Record<Sample['who'], readonly (Actor['state'] | 'admin')[]> = {
  anyone: ['signedOut', 'active'],
  signedIn: ['signedOut', 'signedIn', 'holding', 'paid'],
  holder: states,
  admitted: states,
  admin: ['active', 'admin'], // the matrix of roles calls each procedure signed out
};

describe.each(all)('$name', (procedure) => {
  test.each(requestedBy[procedure.who])(
    'the contract defines every answer to a caller who is %s, and no refusal changes a row',
    async (state) => {
      for (let round = 0; round < Math.ceil(fuzzRuns / runsPerActor); round++)
        await sendMany(
          procedure,
          state === 'admin' ? await anAdmin(procedure) : await actorIn(stores, state),
          state,
          round,
        );
    },
    fuzzTimeoutMs,
  );
});

test('after all calls the database keeps its invariants', async () => {
  const found = await auditNow();
  expect(found.filter(({ breaches }) => breaches > 0)).toEqual([]);
});
