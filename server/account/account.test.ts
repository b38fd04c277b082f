import { scryptSync } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { constraintOf } from '../errors/driver-errors.ts';
import { refuse } from '../errors/refusal.ts';
import { pay } from '../payment/payment.ts';
import { hold } from '../seating/seating.ts';
import { expireHold } from '#tests/support/factories.ts';
import { aHolder, gate, outcomeOf, tally } from '#tests/support/people.ts';
import { testStores, type TestStores } from '#tests/support/stores.ts';
import { balance } from '../wallet/wallet.ts';
import { signInInput, signUpInput } from './account.schema.ts';
import {
  checkPassword,
  type ProviderProfile,
  profileOf,
  signUp,
  userOfProvider,
} from './account.ts';

let stores: TestStores;
beforeAll(async () => void (stores = await testStores()));
afterAll(() => stores.close());

const person = (email: string, password = 'long enough') =>
  signUpInput.parse({ email, password, name: '홍길동' });
const signIn = (email: string, password = 'long enough') =>
  checkPassword(stores.db, signInInput.parse({ email, password }));

test('a new user can sign in with any letter case of the address and has an empty wallet', async () => {
  const { userId } = await signUp(stores.db, person('Mixed.Case@Jari.example'));
  expect(await signIn('mixed.case@jari.EXAMPLE')).toEqual({ userId, version: 0 });
  expect(await balance(stores.db, userId)).toEqual({ balance: 0 });
  expect(await profileOf(stores.db, userId)).toEqual({
    userId,
    name: '홍길동',
    email: 'mixed.case@jari.example',
    emailVerified: false,
    hasPassword: true,
    roles: [],
    holdsAt: [],
  });
});

test('a profile names the concert of a live hold, and neither that of an expired nor of a paid one', async () => {
  const { userId, show, turn, reservationId } = await aHolder(stores, { money: 100_000 });
  const holdsAt = async () => (await profileOf(stores.db, userId))?.holdsAt;
  expect(await holdsAt()).toEqual([show.concertId]);
  await expireHold(stores.db, reservationId);
  expect(await holdsAt()).toEqual([]);
  const again = await hold(stores, turn, { performanceId: show.performanceId, seats: [5] });
  expect(await holdsAt()).toEqual([show.concertId]);
  const paying = { userId, reservationId: again.reservationId, turn, idempotencyKey: 'paid-once' };
  await pay(stores.db, paying);
  expect(await holdsAt()).toEqual([]);
});

test('a hash from before argon2id is replaced when its user signs in, and not earlier', async () => {
  const { userId } = await signUp(stores.db, person('early@jari.example'));
  const salt = Buffer.alloc(16, 7);
  const hash = scryptSync('long enough', salt, 32, { N: 2 ** 14, r: 8, p: 5 });
  const old = `scrypt$${salt.toString('base64url')}$${hash.toString('base64url')}`;
  await stores.db.user.update({ where: { id: userId }, data: { passwordHash: old } });
  const stored = async () =>
    (await stores.db.user.findUniqueOrThrow({ where: { id: userId } })).passwordHash;
  expect(await signIn('early@jari.example', 'not this one')).toBeNull();
  expect(await stored()).toBe(old);
  expect(await signIn('early@jari.example')).toEqual({ userId, version: 0 });
  expect(await stored()).toMatch(/^\$argon2id\$/);
  expect(await signIn('early@jari.example')).toEqual({ userId, version: 0 });
});

test('neither a wrong password nor an unknown address signs a user in', async () => {
  await signUp(stores.db, person('wrong@jari.example'));
  expect(await signIn('wrong@jari.example', 'not this one')).toBeNull();
  expect(await signIn('unknown@jari.example')).toBeNull();
});

test('an address has one account, also after concurrent sign-ups', async () => {
  const attempts = Array.from({ length: 5 }, () => signUp(stores.db, person('once@jari.example')));
  expect(await tally(attempts)).toEqual({ done: 1, EMAIL_TAKEN: 4 });
  expect(await outcomeOf(signUp(stores.db, person('ONCE@jari.example')))).toBe('EMAIL_TAKEN');
});

test('negative control: checking that an address is free before creating its user leaves refusals to the database alone', async () => {
  const everyone = gate(5);
  const checkThenCreate = async () => {
    const email = 'looked@jari.example';
    const found = await stores.db.user.count({ where: { email } });
    await everyone();
    if (found > 0) refuse('EMAIL_TAKEN');
    return stores.db.user.create({ data: { email, name: 'Another user' }, select: { id: true } });
  };
  const attempts = await Promise.allSettled(Array.from({ length: 5 }, checkThenCreate));
  const failures = attempts.flatMap((attempt) =>
    attempt.status === 'rejected' ? [constraintOf(attempt.reason)] : [],
  );
  // The failures are raw database errors instead of refusals.
  expect(failures).toEqual(Array.from({ length: 4 }, () => 'users_email_key'));
});

test.each([
  ['an address without @', { email: 'nobody' }],
  ['a password of 7', { password: '1234567' }],
  ['a password of 201', { password: 'x'.repeat(201) }],
  ['a password with NUL', { password: 'long\0enough' }],
  ['no name', { name: '  ' }],
  ['a name of 101', { name: 'x'.repeat(101) }],
  ['a name with a control character', { name: 'a\u0007b' }],
  ['three syllables in NFD, nine code points', { password: '한글날'.normalize('NFD') }],
  ['four syllables in single jamo, as they are hashed', { password: 'ㄱㅏㄱㅏㄱㅏㄱㅏ' }],
  ['201 syllables in NFD', { password: '가'.repeat(201).normalize('NFD') }],
  ['101 syllables in NFD as a name', { name: '가'.repeat(101).normalize('NFD') }],
  ['half a surrogate pair', { name: 'a\ud800' }],
  ['something more', { role: 'ADMIN' }],
])('%s is not a valid sign-up', (_, wrong) => {
  const right = { email: 'right@jari.example', password: '12345678', name: '이름' };
  expect(signUpInput.safeParse(right).success).toBe(true);
  expect(signUpInput.safeParse({ ...right, ...wrong }).success).toBe(false);
});

test.each([
  'a&b@example.com',
  'a!b@example.com',
  'a/b@example.com',
  'a=b@example.com',
  `${'x'.repeat(64)}@example.com`,
])('%s signs up, and signs in', async (email) => {
  const { userId } = await signUp(stores.db, person(email));
  expect(await signIn(email, person(email).password)).toEqual({ userId, version: 0 });
});

const profile = (more: Partial<ProviderProfile> = {}): ProviderProfile => ({
  provider: 'kakao',
  subject: '12345',
  email: null,
  emailVerified: false,
  name: '카카오 사람',
  ...more,
});
const emailOf = async (userId: string) => (await profileOf(stores.db, userId))?.email;

test('the first sign-in at a provider creates a user, and later or concurrent ones find that user', async () => {
  const first = await Promise.all(
    Array.from({ length: 4 }, () => userOfProvider(stores.db, profile())),
  );
  expect(new Set(first.map(({ userId }) => userId)).size).toBe(1);
  expect(await userOfProvider(stores.db, profile({ name: 'renamed' }))).toEqual(first[0]);
  expect(await userOfProvider(stores.db, profile({ provider: 'naver' }))).not.toEqual(first[0]);
});

test('negative control: looking a provider’s user up before creating it fails for all concurrent sign-ins but one', async () => {
  const everyone = gate(4);
  const { provider, subject } = profile({ subject: 'looked-for' });
  const checkThenCreate = async (_: unknown, nth: number) => {
    const found = await stores.db.identity.findUnique({
      where: { provider_subject: { provider, subject } },
    });
    await everyone();
    const email = `looked-for-${String(nth)}@users.invalid`;
    return (
      found ??
      stores.db.user.create({
        data: { email, name: 'x', identities: { create: { provider, subject } } },
      })
    );
  };
  const attempts = await Promise.allSettled(Array.from({ length: 4 }, checkThenCreate));
  expect(attempts.filter(({ status }) => status === 'rejected')).toHaveLength(3);
});

test('a user gets the provider’s address only if it is verified and valid', async () => {
  const verified = profile({ subject: 'v', email: 'Verified@Jari.example', emailVerified: true });
  expect(await emailOf((await userOfProvider(stores.db, verified)).userId)).toBe(
    'verified@jari.example',
  );
  for (const [at, email] of ['unverified@jari.example', null, 'not an address'].entries()) {
    const { userId } = await userOfProvider(
      stores.db,
      profile({ subject: `u${String(at)}`, email, emailVerified: at === 2 }),
    );
    expect(await emailOf(userId)).toBe(`kakao-u${String(at)}@users.invalid`);
  }
});

test('a provider sign-in is never linked to an existing account with its address', async () => {
  const { userId } = await signUp(stores.db, person('owner@jari.example'));
  const attempt = userOfProvider(
    stores.db,
    profile({ subject: 'x', email: 'owner@jari.example', emailVerified: true }),
  );
  expect(await outcomeOf(attempt)).toBe('EMAIL_TAKEN');
  expect(await stores.db.identity.count({ where: { userId } })).toBe(0);
});

test('a provider’s account accepts no password', async () => {
  await userOfProvider(
    stores.db,
    profile({ subject: 'p', email: 'nopass@jari.example', emailVerified: true }),
  );
  expect(await signIn('nopass@jari.example', 'anything at all')).toBeNull();
});

test('a password of 8 to 200 characters is the same in NFC and NFD', async () => {
  for (const [at, typed] of ['여덟글자비밀번호', '가'.repeat(200)].entries()) {
    const email = `syllables-${String(at)}@jari.example`;
    const { userId } = await signUp(
      stores.db,
      person(email, typed.normalize(at === 0 ? 'NFD' : 'NFC')),
    );
    for (const form of ['NFC', 'NFD'] as const)
      expect(await signIn(email, typed.normalize(form))).toEqual({ userId, version: 0 });
  }
});

test('credentials from before a rule changed still sign in: a short password in NFD, a long local part', async () => {
  const email = `${'x'.repeat(65)}@jari.example`;
  const password = '한글날'.normalize('NFD');
  const { userId } = await signUp(stores.db, { email, password, name: '옛 사람' });
  for (const form of ['NFC', 'NFD'] as const)
    expect(await signIn(email.toUpperCase(), password.normalize(form))).toEqual({
      userId,
      version: 0,
    });
});

test('a provider’s display name is shortened and cleaned, or replaced by the provider’s name if nothing is left', async () => {
  const nameOf = async (subject: string, name: string) =>
    (
      await profileOf(
        stores.db,
        (await userOfProvider(stores.db, profile({ subject, name }))).userId,
      )
    )?.name;
  expect(await nameOf('n1', '')).toBe('kakao');
  expect(await nameOf('n2', ' \0 ')).toBe('kakao');
  expect(await nameOf('n3', '이름'.repeat(80))).toBe('이름'.repeat(50));
  expect(await nameOf('n4', `${'x'.repeat(99)}😀😀`)).toBe(`${'x'.repeat(99)}😀`);
  expect(await nameOf('n5', '\u202E관리자\u3164')).toBe('관리자');
});
