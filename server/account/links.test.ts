import { randomUUID } from 'node:crypto';
import type { ParsedMail } from 'mailparser';
import { beforeEach, expect, test } from 'vitest';
import { sendDueMails } from '../mail/mail.ts';
import { join } from '../queue/queue.ts';
import { verifyQueueToken } from '../queue/token/token.ts';
import { isCurrent, readVersions } from '../revocation/revocation.ts';
import {
  checkPassword,
  requestReset,
  resetPassword,
  sendVerification,
  signUp,
  userOfProvider,
  verifyEmail,
} from './account.ts';
import { signAccessToken, verifyAccessToken } from './access-token.ts';
import { mailLimits } from './limit-mails.ts';
import { env } from '../config/env.ts';
import { aPerformance } from '#tests/support/factories.ts';
import { linksOf, tokenOfMail } from '#tests/support/mail-server.ts';
import { outcomeOf, tally } from '#tests/support/people.ts';
import { mailWorld } from '#tests/support/test-site.ts';

const { stores, server } = mailWorld();
beforeEach(() => void (server.mails.length = 0));

const password = 'jari-before-1234';
const aUser = async () => {
  const email = `${randomUUID()}@jari.example`;
  return { email, ...(await signUp(stores.db, { email, password, name: 'A person' })) };
};
/** A client at its own network, so that tests do not share the limit of a network. */
const aClient = () => ({
  db: stores.db,
  redis: stores.redis,
  address: `2001:db8:${randomUUID().slice(0, 4)}:${randomUUID().slice(0, 4)}::1`,
});
const isVerified = async (id: string) =>
  (await stores.db.user.findUniqueOrThrow({ where: { id } })).emailVerifiedAt !== null;

/** Sends the due mails, and returns the token of the latest link to this address. */
async function latestToken(email: string): Promise<string> {
  await sendDueMails(stores.db);
  const isLink = (mail: ParsedMail) => linksOf(mail).text.length > 0;
  return tokenOfMail(
    server.mails.findLast((mail) => isLink(mail) && JSON.stringify(mail.to).includes(email)),
  );
}
async function aResetToken(email: string): Promise<string> {
  await requestReset(aClient(), { email });
  return latestToken(email);
}
const mailIdOf = (token: string) => token.split('.')[0] ?? '';

test('the link of a mail verifies the address once, and a repeated use is refused', async () => {
  const { userId, email } = await aUser();
  await sendVerification(aClient(), userId, { language: 'en' });
  const token = await latestToken(email);
  expect(await isVerified(userId)).toBe(false); // a sent link verifies nothing
  const uses = Array.from({ length: 5 }, () => verifyEmail(stores.db, token));
  expect(await tally(uses)).toEqual({ done: 1, LINK_EXPIRED: 4 });
  expect(await isVerified(userId)).toBe(true);
  expect(server.mails[0]?.to).toMatchObject({ text: email });
  await sendVerification(aClient(), userId, {}); // nothing left to verify
  expect(await stores.db.mail.count({ where: { userId } })).toBe(1);
});

test.each([
  ['forged', (token: string) => Promise.resolve(`${token.slice(0, -6)}AAAAAA`)],
  ['expired', (token: string) => expire(token)],
  ['of another kind', (_: string, email: string) => aResetToken(email)],
  ['of an address that the user no longer has', (token: string) => changeAddress(token)],
])('a verification link that is %s is refused', async (_, spoil) => {
  const { userId, email } = await aUser();
  await sendVerification(aClient(), userId, {});
  const token = await spoil(await latestToken(email), email);
  expect(await outcomeOf(verifyEmail(stores.db, token))).toBe('LINK_EXPIRED');
  expect(await isVerified(userId)).toBe(false);
});

async function expire(token: string): Promise<string> {
  const data = { expiresAt: new Date(Date.now() - 1_000) };
  await stores.db.mail.update({ where: { id: mailIdOf(token) }, data });
  return token;
}
async function changeAddress(token: string): Promise<string> {
  const { userId } = await stores.db.mail.findUniqueOrThrow({ where: { id: mailIdOf(token) } });
  const data = { email: `${randomUUID()}@jari.example` };
  await stores.db.user.update({ where: { id: userId ?? '' }, data });
  return token;
}

test('a reset works once within 20 minutes, and the password before it no longer signs in', async () => {
  const { userId, email } = await aUser();
  const token = await aResetToken(email);
  const { createdAt, expiresAt } = await stores.db.mail.findUniqueOrThrow({
    where: { id: mailIdOf(token) },
  });
  expect(Number(expiresAt) - createdAt.getTime()).toBe(20 * 60_000);
  const other = 'jari-after-1234';
  const resets = Array.from({ length: 4 }, () =>
    resetPassword(stores.db, { token, password: other }),
  );
  expect(await tally(resets)).toEqual({ done: 1, LINK_EXPIRED: 3 });
  expect(await checkPassword(stores.db, { email, password })).toBeNull();
  expect(await checkPassword(stores.db, { email, password: other })).toEqual({
    userId,
    version: 1,
  });
  expect(await isVerified(userId)).toBe(true); // the link went to the address
  await sendDueMails(stores.db);
  expect(server.mails.map(({ subject }) => subject)).toEqual([
    '비밀번호를 다시 정해 주세요',
    '비밀번호가 바뀌었어요',
  ]);
});

test('an expired reset link, and one from before another reset, change no password', async () => {
  const { email } = await aUser();
  const [expired, older, newer] = [
    await expire(await aResetToken(email)),
    await aResetToken(email),
    await aResetToken(email),
  ];
  const reset = (token: string) => resetPassword(stores.db, { token, password: 'another-1234' });
  expect(await outcomeOf(reset(expired))).toBe('LINK_EXPIRED');
  expect(await checkPassword(stores.db, { email, password })).not.toBeNull();
  expect(await outcomeOf(reset(newer))).toBe('done');
  expect(await outcomeOf(reset(older))).toBe('LINK_EXPIRED');
});

test('negative control: a link that is read before it is used resets several times', async () => {
  const { email } = await aUser();
  const id = mailIdOf(await aResetToken(email));
  const findThenUse = async () => {
    const { usedAt } = await stores.db.mail.findUniqueOrThrow({ where: { id } });
    if (usedAt !== null) throw new Error('used');
    await stores.db.mail.update({ where: { id }, data: { usedAt: new Date() } });
  };
  const outcomes = await Promise.allSettled([findThenUse(), findThenUse(), findThenUse()]);
  expect(outcomes.filter(({ status }) => status === 'fulfilled').length).toBeGreaterThan(1);
});

test('a reset ends access tokens and queue tokens from before it, and joining again returns the same place', async () => {
  const { userId, email } = await aUser();
  const { concertId } = await aPerformance(stores.db, { capacity: 1 });
  const before = signAccessToken(userId, env().NEXTAUTH_SECRET);
  const joined = await join(stores, userId, concertId);
  expect(verifyAccessToken(before)).toMatchObject({ userId });
  expect(verifyQueueToken(joined.token)).toMatchObject({ userId });
  await resetPassword(stores.db, { token: await aResetToken(email), password: 'another-1234' });
  expect([verifyAccessToken(before), verifyQueueToken(joined.token)]).toEqual([null, null]);
  const after = signAccessToken(userId, env().NEXTAUTH_SECRET, 60, 1);
  expect(verifyAccessToken(after)).toMatchObject({ userId });
  const again = await join(stores, userId, concertId);
  expect(again.number).toBe(joined.number);
  expect(verifyQueueToken(again.token)).toMatchObject({ userId });
});

/** Creates a user whose password another instance has reset twice. */
async function aResetUser(): Promise<string> {
  const { userId } = await aUser();
  await stores.db.user.update({
    where: { id: userId },
    data: { credentialVersion: 2, credentialsChangedAt: new Date() },
  });
  return userId;
}

test('negative control: an instance that reads no versions accepts credentials that a reset has ended', async () => {
  const userId = await aResetUser();
  const ended = signAccessToken(userId, env().NEXTAUTH_SECRET, 60, 1);
  expect(verifyAccessToken(ended)).toMatchObject({ userId });
  await readVersions(stores.db);
  expect(verifyAccessToken(ended)).toBeNull();
});

test('an instance learns the version of credentials from the database, and from a later credential', async () => {
  const userId = await aResetUser();
  await readVersions(stores.db);
  expect([isCurrent(userId, 1), isCurrent(userId, 2)]).toEqual([false, true]);
  const other = randomUUID();
  expect([isCurrent(other, 3), isCurrent(other, 2)]).toEqual([true, false]);
});

test('a person asks for at most 3 mails an hour per address, and 30 per network, and learns nothing', async () => {
  const { email, userId } = await aUser();
  const queued = () => stores.db.mail.count({ where: { address: email } });
  for (let at = 0; at < 5; at++) await requestReset(aClient(), { email });
  expect(await queued()).toBe(mailLimits.addressPerHour);
  await sendVerification(aClient(), userId, {}); // shares the limit of the address
  expect(await queued()).toBe(mailLimits.addressPerHour);
  const flood = aClient();
  for (let at = 0; at < 35; at++) await requestReset(flood, { email: `${String(at)}-${email}` });
  expect(await stores.db.mail.count({ where: { address: { endsWith: `-${email}` } } })).toBe(
    mailLimits.networkPerHour,
  );
});

/** Statements and their rows that a request for a reset runs, without ids and addresses. */
async function stepsFor(email: string): Promise<unknown[]> {
  const steps: unknown[] = [];
  const db = new Proxy(stores.db, {
    get: (client, name) => {
      const value: unknown = Reflect.get(client, name);
      if (typeof value !== 'function') {
        if (typeof name === 'string' && !name.startsWith('_')) steps.push(name);
        return value;
      }
      return (statement: unknown, ...values: unknown[]) => {
        steps.push([name, statement, values.length]);
        return (value as (...args: unknown[]) => unknown).call(client, statement, ...values);
      };
    },
  });
  await requestReset({ ...aClient(), db }, { email });
  return steps;
}

test('a request for a reset takes the same steps for a known and an unknown address', async () => {
  const { email } = await aUser();
  const known = await stepsFor(email);
  const unknown = await stepsFor(`${randomUUID()}@jari.example`);
  expect(known).toEqual(unknown);
  expect(known).toHaveLength(1);
});

test('negative control: a request that looks for the account takes other steps', async () => {
  const steps = async (email: string) => {
    const found = await stores.db.user.findUnique({ where: { email } });
    return found === null ? ['look'] : ['look', 'write'];
  };
  const { email } = await aUser();
  expect(await steps(email)).not.toEqual(await steps(`${randomUUID()}@jari.example`));
});

test('an address that a provider vouches for is verified, and no other', async () => {
  const signInAt = (email: string, emailVerified: boolean) => {
    const who = { provider: 'google', subject: randomUUID(), name: 'A person' };
    return userOfProvider(stores.db, { ...who, email, emailVerified });
  };
  const address = () => `${randomUUID()}@jari.example`;
  const [vouched, other] = [await signInAt(address(), true), await signInAt(address(), false)];
  expect([await isVerified(vouched.userId), await isVerified(other.userId)]).toEqual([true, false]);
});

test('a concert that requires a verified address refuses others, and admits a verified person', async () => {
  const { userId, email } = await aUser();
  const { concertId } = await aPerformance(stores.db);
  await stores.db.concert.update({ where: { id: concertId }, data: { verifiedEmail: true } });
  expect(await outcomeOf(join(stores, userId, concertId))).toBe('EMAIL_NOT_VERIFIED');
  await sendVerification(aClient(), userId, {});
  await verifyEmail(stores.db, await latestToken(email));
  expect((await join(stores, userId, concertId)).state).toBe('ACTIVE');
});
