import { randomUUID } from 'node:crypto';
import { beforeEach, expect, test } from 'vitest';
import { env } from '../config/env.ts';
import { sendDueMails } from '../mail/mail.ts';
import { signAccessToken, verifyAccessToken } from './access-token.ts';
import {
  changeEmail,
  changePassword,
  checkPassword,
  type Current,
  prove,
  recordSignIn,
  requestReset,
  resetPassword,
  sendCode,
  sessionsOf,
  signUp,
  userOfProvider,
  verifyEmail,
} from './account.ts';
import { mailLimits } from './limit-mails.ts';
import { eraseOldSignIns } from './sign-ins.ts';
import { linksOf, tokenOfMail } from '#tests/support/mail-server.ts';
import { outcomeOf, tally } from '#tests/support/people.ts';
import { mailWorld } from '#tests/support/test-site.ts';

const { stores, server } = mailWorld();
beforeEach(async () => {
  server.mails.length = 0;
  await stores.db.mail.deleteMany();
});

const password = 'jari-before-1234';
const anAddress = () => `${randomUUID()}@jari.example`;
/** A client at its own network, so that tests do not share the limit of a network. */
const aClient = () => ({
  db: stores.db,
  redis: stores.redis,
  address: `2001:db8:${randomUUID().slice(0, 4)}:${randomUUID().slice(0, 4)}::1`,
});
const tokenFor = ({ userId, credentialId }: Current, version = 0) =>
  signAccessToken(userId, env().NEXTAUTH_SECRET, 3_600, version, credentialId);

/** Signs a user in by an access token. */
async function aSignIn(userId: string, version = 0, userAgent = 'A program'): Promise<Current> {
  const program = { kind: 'TOKEN' as const, device: null, userAgent };
  const credentialId = await recordSignIn(stores.db, { userId, version, ...program });
  if (credentialId === null) throw new Error('not signed in');
  return { userId, credentialId, kind: 'TOKEN', signedInAt: Date.now() / 1000, userAgent };
}
async function aUser() {
  const email = anAddress();
  const { userId } = await signUp(stores.db, { email, password, name: 'A person' });
  return { email, userId, current: await aSignIn(userId) };
}
/** Creates a user who has signed in at Google only. */
async function aUserWithoutPassword() {
  const email = anAddress();
  const who = { provider: 'google', subject: randomUUID(), name: 'A person' };
  const { userId } = await userOfProvider(stores.db, { ...who, email, emailVerified: true });
  return { email, userId, current: await aSignIn(userId) };
}
const receivers = () =>
  server.mails.map(({ subject, to }) => [[to].flat()[0]?.text, subject]).sort();
const emailOf = async (id: string) =>
  (await stores.db.user.findUniqueOrThrow({ where: { id } })).email;

/** Sends the due mails, and returns the token of the latest link to an address. */
async function linkTo(address: string): Promise<string> {
  await sendDueMails(stores.db);
  const hasToken = (one: (typeof server.mails)[number]) =>
    linksOf(one).text.some((link) => link.includes('token='));
  return tokenOfMail(
    server.mails.findLast((one) => hasToken(one) && JSON.stringify(one.to).includes(address)),
  );
}

test('a change of the address takes effect at its link, once, and both addresses get a mail', async () => {
  const { userId, email, current } = await aUser();
  const next = anAddress();
  await changeEmail(aClient(), current, { email: next, password, language: 'en' });
  const token = await linkTo(next);
  expect(receivers()).toEqual(
    [
      [email, 'A request to change your e-mail address'],
      [next, 'Confirm your new e-mail address'],
    ].sort(),
  );
  expect(await emailOf(userId)).toBe(email);
  server.mails.length = 0;
  const uses = Array.from({ length: 4 }, () => verifyEmail(stores.db, token));
  expect(await tally(uses)).toEqual({ done: 1, LINK_EXPIRED: 3 });
  expect(await emailOf(userId)).toBe(next);
  await sendDueMails(stores.db);
  const changed = 'Your e-mail address has changed';
  expect(receivers()).toEqual(
    [
      [email, changed],
      [next, changed],
    ].sort(),
  );
  expect(await checkPassword(stores.db, { email: next, password })).toMatchObject({ userId });
});

test.each([
  ['of an address that another account took meanwhile', 'EMAIL_TAKEN', take],
  ['from before a later request', 'LINK_EXPIRED', askAgain],
  ['from before a reset of the password', 'LINK_EXPIRED', reset],
  ['that has expired', 'LINK_EXPIRED', expire],
])('a link to a new address %s answers %s and changes nothing', async (_, code, spoil) => {
  const { userId, email, current } = await aUser();
  const next = anAddress();
  await changeEmail(aClient(), current, { email: next, password });
  const token = await linkTo(next);
  await spoil({ next, email, current, token });
  expect(await outcomeOf(verifyEmail(stores.db, token))).toBe(code);
  expect(await emailOf(userId)).toBe(email);
});
interface Asked {
  next: string;
  email: string;
  current: Current;
  token: string;
}
async function take({ next: email }: Asked) {
  await signUp(stores.db, { email, password, name: 'Another' });
}
async function askAgain({ current }: Asked) {
  await changeEmail(aClient(), current, { email: anAddress(), password });
}
async function reset({ email }: Asked) {
  await requestReset(aClient(), { email });
  await resetPassword(stores.db, { token: await linkTo(email), password: 'another-1234' });
}
async function expire({ token }: Asked) {
  const where = { id: token.split('.')[0] ?? '' };
  await stores.db.mail.update({ where, data: { expiresAt: new Date(0) } });
}

test('the reply to a change shows nobody whether the new address has an account', async () => {
  const [{ current }, other] = [await aUser(), await aUser()];
  const change = changeEmail(aClient(), current, { email: other.email, password });
  expect(await outcomeOf(change)).toBe('done');
  expect(await outcomeOf(verifyEmail(stores.db, await linkTo(other.email)))).toBe('EMAIL_TAKEN');
});

test('a new password ends all other credentials at once, keeps the own one, and is mailed', async () => {
  const { userId, email, current } = await aUser();
  const other = await aSignIn(userId, 0, 'Another program');
  const [own, theirs] = [tokenFor(current), tokenFor(other)];
  expect([verifyAccessToken(own), verifyAccessToken(theirs)]).not.toContain(null);
  const newPassword = 'jari-after-1234';
  await changePassword(aClient(), current, { password, newPassword });
  expect(verifyAccessToken(own)).toMatchObject({ userId });
  expect(verifyAccessToken(theirs)).toBeNull();
  expect(await checkPassword(stores.db, { email, password })).toBeNull();
  expect(await checkPassword(stores.db, { email, password: newPassword })).toMatchObject({
    userId,
  });
  expect(await sessionsOf(stores.db, current)).toMatchObject([
    { sessionId: current.credentialId, current: true },
  ]);
  await sendDueMails(stores.db);
  expect(receivers()).toContainEqual([email, '비밀번호가 바뀌었어요']);
  expect(await stores.db.notice.findMany({ where: { userId, kind: 'NEW_PASSWORD' } })).toHaveLength(
    1,
  );
});

test('of two changes of the password at once, one is made', async () => {
  const { current } = await aUser();
  const change = (newPassword: string) =>
    changePassword(aClient(), current, { password, newPassword });
  const outcomes = await tally([change('jari-first-1234'), change('jari-second-1234')]);
  expect(outcomes).toEqual({ done: 1, WRONG_PASSWORD: 1 });
});

test('a wrong password changes nothing, and neither does a code of a user with a password', async () => {
  const { userId, email, current } = await aUser();
  const proofs = [{ password: 'not-this-one' }, { code: '000000' }, {}];
  for (const proof of proofs) {
    const next = { email: anAddress(), ...proof };
    expect(await outcomeOf(changeEmail(aClient(), current, next))).toBe('WRONG_PASSWORD');
    const change = changePassword(aClient(), current, { newPassword: 'long enough', ...proof });
    expect(await outcomeOf(change)).toBe('WRONG_PASSWORD');
  }
  await sendCode(aClient(), userId, {});
  expect(await stores.db.mail.count({ where: { userId } })).toBe(0);
  expect(await checkPassword(stores.db, { email, password })).toMatchObject({ userId });
});

/** Mails a code to the user, and returns it. */
async function aCode(userId: string): Promise<string> {
  await sendCode(aClient(), userId, {});
  await sendDueMails(stores.db);
  return /^\d{6}$/m.exec(server.mails.at(-1)?.text ?? '')?.[0] ?? '';
}
const wrong = (code: string) => String((Number(code) + 1) % 1_000_000).padStart(6, '0');

test('a user without a password sets one by a mailed code, which works once', async () => {
  const { userId, email, current } = await aUserWithoutPassword();
  const code = await aCode(userId);
  expect(await stores.db.mail.findFirst({ where: { userId } })).not.toHaveProperty('code');
  const set = changePassword(aClient(), current, { code, newPassword: password });
  expect(await outcomeOf(set)).toBe('done');
  expect(await checkPassword(stores.db, { email, password })).toMatchObject({ userId });
});

test('a code is valid for 10 minutes and five tries, also of tries at once, and only the latest', async () => {
  const { userId, current } = await aUserWithoutPassword();
  const attempt = (code: string) => prove(aClient(), current, { code });
  const first = await aCode(userId);
  const latest = await aCode(userId);
  if (first !== latest) expect(await outcomeOf(attempt(first))).toBe('WRONG_PASSWORD');
  const tries = Array.from({ length: 7 }, () => attempt(wrong(latest)));
  expect((await tally(tries))['WRONG_PASSWORD']).toBe(first === latest ? 5 : 4);
  expect(await outcomeOf(attempt(latest))).toBe('LINK_EXPIRED');

  const third = await aCode(userId);
  const { id, createdAt, expiresAt } = await stores.db.mail.findFirstOrThrow({
    where: { userId, kind: 'CODE' },
    orderBy: { createdAt: 'desc' },
  });
  expect(Number(expiresAt) - createdAt.getTime()).toBe(10 * 60_000);
  await stores.db.mail.update({ where: { id }, data: { expiresAt: new Date(0) } });
  expect(await outcomeOf(attempt(third))).toBe('LINK_EXPIRED');
});

test('negative control: tries that are counted after the comparison exceed five', async () => {
  const { userId } = await aUserWithoutPassword();
  await aCode(userId);
  const allRead = Promise.withResolvers<undefined>();
  let reads = 0;
  const readThenCount = async () => {
    const { id, tries } = await stores.db.mail.findFirstOrThrow({ where: { userId } });
    if (tries >= 1) throw new Error('tried');
    reads += 1;
    if (reads === 3) allRead.resolve(undefined);
    await allRead.promise;
    await stores.db.mail.update({ where: { id }, data: { tries: tries + 1 } });
  };
  const outcomes = await Promise.allSettled([readThenCount(), readThenCount(), readThenCount()]);
  expect(outcomes.filter(({ status }) => status === 'fulfilled').length).toBeGreaterThan(1);
});

test('a user without password and address proves a sign-in of the last 10 minutes', async () => {
  const who = { provider: 'kakao', subject: randomUUID(), name: 'A person' };
  const { userId } = await userOfProvider(stores.db, { ...who, email: null, emailVerified: false });
  const current = await aSignIn(userId);
  expect(await outcomeOf(prove(aClient(), current, {}))).toBe('done');
  const older = { ...current, signedInAt: current.signedInAt - 601 };
  expect(await outcomeOf(prove(aClient(), older, {}))).toBe('WRONG_PASSWORD');
});

test('a sign-in on a new device is mailed once, with one notice, and one on a known device is not', async () => {
  const { userId } = await aUser(); // the first sign-in belongs to the sign-up
  await aSignIn(userId);
  await sendDueMails(stores.db);
  expect(server.mails).toEqual([]);
  const other = await aSignIn(userId, 0, 'Another program');
  await aSignIn(userId, 0, 'Another program');
  await sendDueMails(stores.db);
  expect(server.mails.map(({ subject }) => subject)).toEqual(['새 기기에서 로그인했어요']);
  const notices = await stores.db.notice.findMany({ where: { userId } });
  expect(notices).toMatchObject([{ kind: 'NEW_DEVICE', change: other.credentialId }]);
});

test('a sign-in that races with an end of all credentials leaves no session', async () => {
  const { userId, current } = await aUser();
  await changePassword(aClient(), current, { password, newPassword: 'jari-after-1234' });
  const late = { kind: 'TOKEN' as const, device: null, userAgent: 'Late' };
  expect(await recordSignIn(stores.db, { userId, version: 0, ...late })).toBeNull();
});

test('expired sign-ins are erased, but the latest on a device is known for 180 days', async () => {
  const { userId, current } = await aUser();
  const again = await aSignIn(userId);
  const daysAgo = (days: number) => new Date(Date.now() - days * 86_400_000);
  const age = (id: string, days: number) =>
    stores.db.signIn.update({ where: { id }, data: { lastSeenAt: daysAgo(days) } });
  await age(current.credentialId, 9);
  await age(again.credentialId, 9);
  const left = async () => {
    await eraseOldSignIns(stores.db);
    return (await stores.db.signIn.findMany({ where: { userId } })).map(({ id }) => id);
  };
  expect(await left()).toEqual([again.credentialId]);
  await age(again.credentialId, 181);
  expect(await left()).toEqual([]);
});

/** Moves the counted mails of all addresses an hour into the past. */
async function passAnHour(): Promise<void> {
  const { redis } = stores;
  for (const key of await redis.keys('jari:mails:{mails}:address:*'))
    for (const member of await redis.zrange(key, '0', '-1'))
      await redis.zincrby(key, '-3600001', member);
}

test('an address gets at most 10 mails a day, also if the hours allow more', async () => {
  const { email } = await aUser();
  const queued = () => stores.db.mail.count({ where: { address: email } });
  const counts: number[] = [];
  for (let hour = 0; hour < 5; hour++) {
    for (let at = 0; at < 4; at++) await requestReset(aClient(), { email });
    counts.push(await queued());
    await passAnHour();
  }
  expect(counts).toEqual([3, 6, 9, mailLimits.addressPerDay, mailLimits.addressPerDay]);
  for (let hour = 0; hour < 24; hour++) await passAnHour();
  await requestReset(aClient(), { email });
  expect(await queued()).toBe(11);
});
