import { randomUUID } from 'node:crypto';
import { generateSync } from 'otplib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { isRefusal, refusalAsData, refuse } from '../errors/refusal.ts';
import { Authenticator } from '#tests/support/authenticator.ts';
import { aPerson } from '#tests/support/factories.ts';
import { gate, outcomeOf, tally } from '#tests/support/people.ts';
import { testStores, type TestStores } from '#tests/support/stores.ts';
import { decryptFor, encryptFor } from './encryption.ts';
import { hashOfRecoveryCode } from './recovery-codes.ts';
import { hashOfCredential } from './second-factor.ts';
import {
  addFactor,
  challengePasskey,
  type Caller,
  confirmFactor,
  listFactors,
  reauthenticate,
  removeFactor,
  requireRecentFactor,
} from './staff.ts';
import { newTotp, stepOfCode } from './totp.ts';

type Passkey = ReturnType<Authenticator['sign']>;

let stores: TestStores;
beforeAll(async () => void (stores = await testStores()));
afterAll(() => stores.close());

const site = { host: 'jari.test:3000' };
const asked = { rpId: 'jari.test', origin: 'https://jari.test:3000' };

async function nowSeconds(): Promise<number> {
  const [clock] = await stores.db.$queryRaw<{ now: Date }[]>`SELECT clock_timestamp() AS now`;
  return Math.floor((clock?.now.getTime() ?? 0) / 1000);
}

/** Creates a staff member who signed in `secondsAgo`. */
async function aCaller(secondsAgo = 0): Promise<Caller> {
  const userId = await aPerson(stores.db, 'MANAGER');
  return { userId, credentialId: randomUUID(), signedInAt: (await nowSeconds()) - secondsAgo };
}

/** The same staff member's other session. */
const elsewhere = (caller: Caller): Caller => ({ ...caller, credentialId: randomUUID() });

/** Returns the code of the current time step, or of `steps` steps later. */
const codeOf = async (secret: string, steps = 0) =>
  generateSync({ secret, epoch: (await nowSeconds()) + 30 * steps });

/** Returns a code that belongs to no time step near the current one. */
async function wrongCode(secret: string): Promise<string> {
  const near = await Promise.all([-2, -1, 0, 1, 2].map((steps) => codeOf(secret, steps)));
  const codes = ['000000', '000001', '000002', '000003', '000004', '000005'];
  return codes.find((code) => !near.includes(code)) ?? '';
}

async function beginTotp(caller: Caller) {
  const begun = await addFactor(stores.db, caller, site, { kind: 'TOTP' });
  if (begun.kind !== 'TOTP') throw new Error('not a TOTP factor');
  return begun;
}

/** Enrols a TOTP factor by the code of the current time step. */
async function withTotp(caller: Caller) {
  const { factorId, secret } = await beginTotp(caller);
  const totp = await codeOf(secret);
  const { until } = await confirmFactor(stores, caller, site, { factorId, totp });
  return { factorId, secret, until };
}

async function withCodes(caller: Caller) {
  const begun = await addFactor(stores.db, caller, site, { kind: 'RECOVERY' });
  if (begun.kind !== 'RECOVERY') throw new Error('no recovery codes');
  return begun;
}

async function withPasskey(caller: Caller, authenticator = new Authenticator()) {
  const begun = await addFactor(stores.db, caller, site, { kind: 'PASSKEY' });
  if (begun.kind !== 'PASSKEY') throw new Error('not a passkey');
  const { factorId, options } = begun;
  const passkey = authenticator.create({ ...asked, challenge: options.challenge });
  await confirmFactor(stores, caller, site, { factorId, passkey });
  return { factorId, authenticator };
}

/** Ends the proof of a sign-in, as 15 minutes do. */
const endProofs = ({ userId }: Caller) =>
  stores.db
    .$executeRaw`UPDATE staff_sessions SET until = clock_timestamp() WHERE user_id = ${userId}::uuid`;

const prove = (caller: Caller, proof: Parameters<typeof reauthenticate>[3]) =>
  reauthenticate(stores, caller, site, proof);
const isRecent = (caller: Caller) => outcomeOf(requireRecentFactor(stores.db, caller));
const refusalOf = (attempt: Promise<unknown>) =>
  attempt.then(
    () => 'done',
    (error: unknown) => (isRefusal(error) ? { code: error.code, ...error.details } : error),
  );

test('the first factor can be enrolled within 15 minutes of the sign-in, and its confirmation proves it', async () => {
  const late = await aCaller(15 * 60 + 1);
  expect(await refusalOf(beginTotp(late))).toEqual({ code: 'REAUTHENTICATE', methods: [] });
  const caller = await aCaller(15 * 60 - 10);
  expect(await isRecent(caller)).toBe('REAUTHENTICATE');
  const { until } = await withTotp(caller);
  expect(Math.abs(Date.parse(until) / 1000 - (await nowSeconds()) - 900)).toBeLessThan(10);
  expect(await isRecent(caller)).toBe('done');
  expect(await listFactors(stores.db, caller.userId)).toMatchObject([
    { kind: 'TOTP', usedAt: expect.any(String) as string, codesLeft: null },
  ]);
});

test('a proof counts for 15 minutes, in its own session only', async () => {
  const caller = await aCaller();
  const { secret } = await withTotp(caller);
  const other = elsewhere(caller);
  expect(await isRecent(other)).toBe('REAUTHENTICATE');
  await prove(other, { totp: await codeOf(secret, 1) });
  expect(await isRecent(other)).toBe('done');
  expect(await isRecent({ ...other, userId: await aPerson(stores.db) })).toBe('REAUTHENTICATE');
  await endProofs(caller);
  expect(await refusalOf(requireRecentFactor(stores.db, caller))).toEqual({
    code: 'REAUTHENTICATE',
    methods: ['TOTP'],
  });
});

test('with a factor, adding and removing needs a recent one, however recent the sign-in', async () => {
  const caller = await aCaller();
  const { factorId } = await withTotp(caller);
  const other = elsewhere(caller);
  const change = (as: Caller) => [
    addFactor(stores.db, as, site, { kind: 'RECOVERY' }),
    removeFactor(stores.db, as, { factorId }),
  ];
  expect(await tally(change(other))).toEqual({ REAUTHENTICATE: 2 });
  const another = await aCaller();
  expect(await outcomeOf(removeFactor(stores.db, another, { factorId }))).toBe('NOT_FOUND');
  expect(await tally(change(caller))).toEqual({ done: 2 });
  expect(await listFactors(stores.db, caller.userId)).toMatchObject([
    { kind: 'RECOVERY', codesLeft: 10 },
  ]);
});

test('an unconfirmed factor proves nothing and expires, and a new one replaces it', async () => {
  const caller = await aCaller();
  const first = await beginTotp(caller);
  expect(await refusalOf(prove(caller, { totp: await codeOf(first.secret) }))).toEqual({
    code: 'REAUTHENTICATE',
    methods: [],
  });
  const second = await beginTotp(caller);
  const confirm = async ({ factorId, secret }: typeof first, steps = 0) =>
    confirmFactor(stores, caller, site, { factorId, totp: await codeOf(secret, steps) });
  expect(await outcomeOf(confirm(first))).toBe('NOT_FOUND');
  expect(
    await refusalOf(
      confirmFactor(stores, caller, site, {
        factorId: second.factorId,
        totp: await wrongCode(second.secret),
      }),
    ),
  ).toMatchObject({ code: 'BAD_INPUT', issues: [{ path: 'totp' }] });
  await stores.db
    .$executeRaw`UPDATE staff_factors SET created_at = created_at - interval '15 minutes' WHERE id = ${second.factorId}`;
  expect(await outcomeOf(confirm(second))).toBe('NOT_FOUND');
});

test('a begun factor is confirmed by its owner only, and not once another factor asks for a proof', async () => {
  const caller = await aCaller();
  const { factorId, secret } = await beginTotp(caller);
  const confirm = async (as: Caller) =>
    outcomeOf(confirmFactor(stores, as, site, { factorId, totp: await codeOf(secret) }));
  expect(await confirm(await aCaller())).toBe('NOT_FOUND');
  const other = elsewhere(caller);
  const { codes } = await withCodes(other);
  expect(await confirm(caller)).toBe('REAUTHENTICATE');
  await prove(other, { recoveryCode: codes[0] ?? '' });
  expect(await confirm(other)).toBe('done');
});

test('changes of the factors are audited without any secret', async () => {
  const caller = await aCaller();
  const { factorId, secret } = await withTotp(caller);
  const { codes } = await withCodes(caller);
  await removeFactor(stores.db, caller, { factorId });
  const entries = await stores.db.auditEntry.findMany({
    where: { actorId: caller.userId },
    orderBy: { id: 'asc' },
  });
  expect(entries.map(({ action }) => action)).toEqual([
    'staff.factors.add',
    'staff.factors.add',
    'staff.factors.remove',
  ]);
  const stored = JSON.stringify(
    [entries, await stores.db.staffFactor.findMany({ where: { userId: caller.userId } })],
    (_, value: unknown) => (typeof value === 'bigint' ? String(value) : value),
  );
  for (const hidden of [secret, Buffer.from(secret).toString('base64'), ...codes])
    expect(stored).not.toContain(hidden);
});

/** Sends one code in two sessions at once. Returns the outcomes. */
async function useTwice(use: (code: string, caller: Caller, secret: string) => Promise<unknown>) {
  const caller = await aCaller();
  const { secret } = await withTotp(caller);
  const code = await codeOf(secret, 1);
  const outcomes = await tally(
    [caller, elsewhere(caller)].map((session) => use(code, session, secret)),
  );
  return { outcomes, caller, code };
}

test('a TOTP code is accepted once, also if two sessions send it at once', async () => {
  for (let round = 0; round < 3; round++) {
    const { outcomes, caller, code } = await useTwice((totp, session) => prove(session, { totp }));
    expect(outcomes).toEqual({ done: 1, REAUTHENTICATE: 1 });
    expect(await outcomeOf(prove(caller, { totp: code }))).toBe('REAUTHENTICATE');
  }
});

test('negative control: a code that is read before its use is written is accepted twice', async () => {
  const both = gate(2);
  const { outcomes } = await useTwice(async (code, { userId }, secret) => {
    const factor = await stores.db.staffFactor.findFirstOrThrow({ where: { userId } });
    const step = stepOfCode(secret, code, new Date((await nowSeconds()) * 1000));
    if (step === null || step <= (factor.lastStep ?? 0)) throw new Error('not accepted');
    await both();
    await stores.db.staffFactor.update({ where: { id: factor.id }, data: { lastStep: step } });
  });
  expect(outcomes).toEqual({ done: 2 });
});

test('negative control: a recovery code that is read before its removal is written counts twice', async () => {
  const caller = await aCaller();
  const { codes, factorId } = await withCodes(caller);
  const hash = hashOfRecoveryCode(codes[0] ?? '');
  const both = gate(2);
  const use = async () => {
    const where = { id: factorId };
    const { codeHashes } = await stores.db.staffFactor.findUniqueOrThrow({ where });
    if (!codeHashes.includes(hash)) throw new Error('not accepted');
    await both();
    const left = codeHashes.filter((other) => other !== hash);
    await stores.db.staffFactor.update({ where, data: { codeHashes: left } });
  };
  expect(await tally([use(), use()])).toEqual({ done: 2 });
});

test('negative control: a challenge that is read before its end is written counts twice', async () => {
  const caller = await aCaller();
  await withPasskey(caller);
  const { challenge } = await challengePasskey(stores.db, caller, site);
  const both = gate(2);
  const use = async () => {
    const where = { credentialHash: hashOfCredential(caller) };
    const session = await stores.db.staffSession.findUniqueOrThrow({ where });
    if (session.challenge !== challenge) throw new Error('not accepted');
    await both();
    const data = { challenge: null, challengeUntil: null };
    await stores.db.staffSession.update({ where, data });
  };
  expect(await tally([use(), use()])).toEqual({ done: 2 });
});

test('a TOTP code counts in its own time step, the one before and the one after', () => {
  const { secret } = newTotp('owner@jari.example');
  const now = 1_800_000_015; // in the middle of a step
  const accepted = [-3, -2, -1, 0, 1, 2, 3].filter((steps) => {
    const code = generateSync({ secret, epoch: now + 30 * steps });
    return stepOfCode(secret, code, new Date(now * 1_000)) === Math.floor(now / 30) + steps;
  });
  expect(accepted).toEqual([-1, 0, 1]);
});

test('a code of an earlier time step is refused once a later one was used', async () => {
  const caller = await aCaller();
  const { factorId, secret } = await beginTotp(caller);
  await confirmFactor(stores, caller, site, { factorId, totp: await codeOf(secret, 1) });
  expect(await outcomeOf(prove(caller, { totp: await codeOf(secret) }))).toBe('REAUTHENTICATE');
});

test('each of ten recovery codes counts once, as typed in any form, and a new set replaces them', async () => {
  const caller = await aCaller();
  const { codes } = await withCodes(caller);
  expect(new Set(codes).size).toBe(10);
  const [first = '', second = '', third = ''] = codes;
  expect(await isRecent(caller)).toBe('REAUTHENTICATE');
  const attempts = [caller, elsewhere(caller)].map((session) =>
    prove(session, { recoveryCode: first }),
  );
  expect(await tally(attempts)).toEqual({ done: 1, REAUTHENTICATE: 1 });
  await prove(caller, { recoveryCode: second.toLowerCase().replaceAll('-', ' ') });
  expect(await listFactors(stores.db, caller.userId)).toMatchObject([{ codesLeft: 8 }]);
  const { codes: later } = await withCodes(caller);
  expect(await outcomeOf(prove(caller, { recoveryCode: third }))).toBe('REAUTHENTICATE');
  expect(await outcomeOf(prove(caller, { recoveryCode: later[0] ?? '' }))).toBe('done');
});

test('codes of another user prove nothing, and stay usable for their owner', async () => {
  const [caller, other] = [await aCaller(), await aCaller()];
  const { secret } = await withTotp(caller);
  const { codes } = await withCodes(caller);
  await withCodes(other);
  const proofs = [{ totp: await codeOf(secret, 1) }, { recoveryCode: codes[0] ?? '' }];
  for (const proof of proofs) {
    expect(await outcomeOf(prove(other, proof))).toBe('REAUTHENTICATE');
    expect(await outcomeOf(prove(caller, proof))).toBe('done');
  }
});

test('a passkey proves its user by one signature per challenge, for this site only', async () => {
  const caller = await aCaller();
  const { authenticator } = await withPasskey(caller);
  await endProofs(caller);
  const answered = async (signature: (challenge: string) => Passkey) => {
    const { challenge, allowCredentials } = await challengePasskey(stores.db, caller, site);
    expect(allowCredentials).toMatchObject([{ id: authenticator.id.toString('base64url') }]);
    return outcomeOf(prove(caller, { passkey: signature(challenge) }));
  };
  for (const wrong of [
    (challenge) => authenticator.sign({ ...asked, challenge, origin: 'https://jari.example:3000' }),
    (challenge) => authenticator.sign({ ...asked, challenge, rpId: 'example' }),
    () => authenticator.sign({ ...asked, challenge: 'AAAAAAAAAAAAAAAAAAAAAA' }),
    (challenge) => new Authenticator().sign({ ...asked, challenge }),
  ] satisfies ((challenge: string) => Passkey)[])
    expect(await answered(wrong)).toBe('REAUTHENTICATE');
  expect(await answered((challenge) => authenticator.sign({ ...asked, challenge }))).toBe('done');
  expect(await isRecent(caller)).toBe('done');
});

test('a passkey’s challenge ends with its first answer, right or wrong', async () => {
  const caller = await aCaller();
  const { authenticator } = await withPasskey(caller);
  const { challenge } = await challengePasskey(stores.db, caller, site);
  const foreign = authenticator.sign({ ...asked, challenge, origin: 'https://jari.example' });
  const right = authenticator.sign({ ...asked, challenge });
  expect(await outcomeOf(prove(caller, { passkey: foreign }))).toBe('REAUTHENTICATE');
  expect(await outcomeOf(prove(caller, { passkey: right }))).toBe('REAUTHENTICATE');
  const { challenge: next } = await challengePasskey(stores.db, caller, site);
  expect(
    await outcomeOf(prove(caller, { passkey: authenticator.sign({ ...asked, challenge: next }) })),
  ).toBe('done');
});

test('a passkey’s signature counts in the session of its challenge, and once', async () => {
  const caller = await aCaller();
  const { authenticator } = await withPasskey(caller);
  const { challenge } = await challengePasskey(stores.db, caller, site);
  const passkey = authenticator.sign({ ...asked, challenge });
  expect(await outcomeOf(prove(elsewhere(caller), { passkey }))).toBe('REAUTHENTICATE');
  expect(await tally([prove(caller, { passkey }), prove(caller, { passkey })])).toEqual({
    done: 1,
    REAUTHENTICATE: 1,
  });
  const { challenge: late } = await challengePasskey(stores.db, caller, site);
  await stores.db
    .$executeRaw`UPDATE staff_sessions SET challenge_until = clock_timestamp() WHERE user_id = ${caller.userId}::uuid`;
  const lateSignature = authenticator.sign({ ...asked, challenge: late });
  expect(await outcomeOf(prove(caller, { passkey: lateSignature }))).toBe('REAUTHENTICATE');
});

test('a passkey is enrolled once, and a response to another challenge or site is refused', async () => {
  const caller = await aCaller();
  const { authenticator } = await withPasskey(caller);
  const begin = async () => {
    const begun = await addFactor(stores.db, caller, site, { kind: 'PASSKEY' });
    if (begun.kind !== 'PASSKEY') throw new Error('not a passkey');
    expect(begun.options.excludeCredentials).toHaveLength(1);
    return begun;
  };
  for (const [creator, more] of [
    [authenticator, {}],
    [new Authenticator(), { origin: 'https://jari.example' }],
    [new Authenticator(), { challenge: 'AAAAAAAAAAAAAAAAAAAAAA' }],
  ] as const) {
    const { factorId, options } = await begin();
    const passkey = creator.create({ ...asked, challenge: options.challenge, ...more });
    expect(
      await refusalOf(confirmFactor(stores, caller, site, { factorId, passkey })),
    ).toMatchObject({ code: 'BAD_INPUT', issues: [{ path: 'passkey' }] });
  }
  const { factorId, options } = await begin();
  const passkey = new Authenticator().create({ ...asked, challenge: options.challenge });
  await confirmFactor(stores, caller, site, { factorId, passkey });
  expect(await listFactors(stores.db, caller.userId)).toHaveLength(2);
  const other = await aCaller();
  expect(await outcomeOf(challengePasskey(stores.db, other, site))).toBe('NOT_FOUND');
});

test('after five wrong codes in any sessions even the right code waits, for this user only', async () => {
  const caller = await aCaller();
  const { secret } = await withTotp(caller);
  const wrong = await wrongCode(secret);
  const guesses = Array.from({ length: 12 }, () => prove(elsewhere(caller), { totp: wrong }));
  expect(await tally(guesses)).toEqual({ REAUTHENTICATE: 5, TOO_MANY_REQUESTS: 7 });
  const right = await codeOf(secret, 1);
  const refused = await refusalAsData(prove(caller, { totp: right }));
  const waitSeconds = isRefusal(refused) ? (refused.retryAfterSeconds ?? 0) : 0;
  expect(refused).toMatchObject({ code: 'TOO_MANY_REQUESTS' });
  expect([waitSeconds > 880, waitSeconds <= 900]).toEqual([true, true]);
  const other = await aCaller();
  await withTotp(other);
});

test('negative control: counting a wrong code after its check lets concurrent guesses pass the limit', async () => {
  const key = `jari:test:{${randomUUID()}}`;
  const everyone = gate(12);
  const guess = async () => {
    const wrong = await stores.redis.zcard(key);
    await everyone();
    if (wrong >= 5) refuse('TOO_MANY_REQUESTS');
    await stores.redis.zadd(key, 0, randomUUID());
  };
  expect(await tally(Array.from({ length: 12 }, guess))).toEqual({ done: 12 });
  await stores.redis.del(key);
});

test('without Redis, which counts wrong codes, no code is judged, and the right one stays usable', async () => {
  const caller = await aCaller();
  const { secret } = await withTotp(caller);
  const totp = await codeOf(secret, 1);
  const redis = new Proxy(stores.redis, {
    get: () => () => Promise.reject(new Error('Connection is closed')),
  });
  const unjudged = reauthenticate({ db: stores.db, redis }, caller, site, { totp });
  await expect(unjudged).rejects.toThrow('Connection is closed');
  expect(await outcomeOf(prove(caller, { totp }))).toBe('done');
});

test('wrong codes of a confirmation count, too', async () => {
  const caller = await aCaller();
  const { factorId, secret } = await beginTotp(caller);
  const totp = await wrongCode(secret);
  const guesses = Array.from({ length: 6 }, () =>
    confirmFactor(stores, caller, site, { factorId, totp }),
  );
  expect(await tally(guesses)).toEqual({ BAD_INPUT: 5, TOO_MANY_REQUESTS: 1 });
});

test('a right code clears the count of wrong ones', async () => {
  const caller = await aCaller();
  const { codes } = await withCodes(caller);
  const wrong = () => prove(caller, { recoveryCode: '0000-0000-0000-0000' });
  for (const recoveryCode of codes.slice(0, 2)) {
    for (let guess = 0; guess < 4; guess++) expect(await outcomeOf(wrong())).toBe('REAUTHENTICATE');
    expect(await outcomeOf(prove(caller, { recoveryCode }))).toBe('done');
  }
});

test('an encrypted secret opens for its own user only, and a changed one not at all', () => {
  const [mine, other] = [randomUUID(), randomUUID()];
  const encrypted = encryptFor(mine, 'a secret');
  expect(decryptFor(mine, encrypted)).toBe('a secret');
  expect(decryptFor(other, encrypted)).toBeNull();
  for (const at of [0, 13, 29])
    expect(decryptFor(mine, encrypted.with(at, (encrypted[at] ?? 0) ^ 1))).toBeNull();
  expect(encryptFor(mine, 'a secret')).not.toEqual(encrypted);
});

test('a staff member has at most ten factors', async () => {
  const caller = await aCaller();
  const { codes } = await withCodes(caller);
  await stores.db.staffFactor.createMany({
    data: Array.from({ length: 9 }, () => ({
      userId: caller.userId,
      kind: 'TOTP' as const,
      confirmedAt: new Date(0),
      secret: encryptFor(caller.userId, 'a secret of some length'),
    })),
  });
  await prove(caller, { recoveryCode: codes[0] ?? '' });
  expect((await withCodes(caller)).codes).toHaveLength(10);
  expect(await outcomeOf(beginTotp(caller))).toBe('BAD_INPUT');
});
