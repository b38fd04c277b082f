import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { pollUntil } from '#scripts/lib/wait.ts';
import { messages } from '#components/messages/index.ts';
import { languages, languageTags, pathIn } from '#server/config/languages.schema.ts';
import { aPerformance, aPerson } from '../support/factories.ts';
import { call, type Fan, fanOf, outcomeOverHttp, seen, send } from '../support/http-client.ts';
import { type Instance, startInstance } from '../support/instance.ts';
import { testSite } from '../support/test-site.ts';

const version = '2026-12';
const versions = { terms: version, privacy: version };
const acceptance = (terms = version) => ({
  terms: { version: terms },
  privacy: { version },
  over14: true as const,
});

const settings = {
  TERMS_VERSION: version,
  OPERATOR: 'Jari, Seoul',
  SECURITY_CONTACT: 'mailto:security@jari.example',
};
const { stores, instance } = testSite(settings, { pages: true });
/** An instance of an installation that does not ask, on the same stores. */
let lenient: Instance;
beforeAll(async () => {
  lenient = await startInstance();
}, 60_000);
afterAll(() => lenient.stop());

const bearer = ({ accessToken }: Fan) => ({ authorization: `Bearer ${accessToken}` });
const rowsOf = (userId: string) =>
  stores.db.termsAcceptance.findMany({
    where: { userId },
    select: { terms: true, privacy: true, over14: true },
  });
const signUp = async (at: Instance, more: object) => {
  const account = { email: `${randomUUID()}@jari.example`, password: 'long enough', name: 'New' };
  const headers = { 'content-type': 'application/json' };
  const body = JSON.stringify({ ...account, ...more });
  return send(`${at.url}/auth/users`, { method: 'POST', headers, body });
};
const userIdOf = ({ body }: { body: unknown }) => (body as { userId: string }).userId;

test('an account that accepted the current versions at its sign-up joins at once', async () => {
  const created = await signUp(instance, acceptance());
  expect(created.status).toBe(201);
  const userId = userIdOf(created);
  expect(await rowsOf(userId)).toEqual([{ ...versions, over14: true }]);
  const { concertId } = await aPerformance(stores.db);
  const { state } = await fanOf(userId).at(instance).queue.join.mutate({ concertId });
  expect(state).toBe('ACTIVE');
});

test('an account without acceptance is asked before it joins, and joins after it accepts', async () => {
  const userId = userIdOf(await signUp(instance, {}));
  const fan = fanOf(userId);
  const { concertId } = await aPerformance(stores.db);
  const refused = await call(instance.url, 'queue.join', { concertId }, bearer(fan));
  expect([refused.status, refused.refusal]).toEqual([403, { code: 'TERMS', versions }]);
  expect(await fan.at(instance).account.terms.query()).toEqual({
    versions,
    operator: 'Jari, Seoul',
  });
  await Promise.all([1, 2, 3].map(() => fan.at(instance).account.acceptTerms.mutate(acceptance())));
  expect(await rowsOf(userId)).toEqual([{ ...versions, over14: true }]);
  expect((await fan.at(instance).queue.join.mutate({ concertId })).state).toBe('ACTIVE');
});

test('an earlier version, an unknown one or a part of the boxes is no acceptance', async () => {
  const refused = await signUp(instance, acceptance('2026-11'));
  expect(seen(refused)).toEqual([403, 'TERMS']);
  const { terms, privacy } = acceptance();
  const part = { terms, privacy };
  expect(await rowsOf(userIdOf(await signUp(instance, part)))).toEqual([]);
  expect((await signUp(instance, { ...part, over14: false })).status).toBe(400);
  const userId = await aPerson(stores.db);
  await stores.db.termsAcceptance.create({
    data: { userId, terms: '2026-11', privacy: version, over14: true },
  });
  const { concertId } = await aPerformance(stores.db);
  const fan = fanOf(userId).at(instance);
  expect(await outcomeOverHttp(fan.queue.join.mutate({ concertId }))).toBe('TERMS');
  const later = fan.account.acceptTerms.mutate(acceptance('2027-01'));
  expect(await outcomeOverHttp(later)).toBe('TERMS');
});

test('a payment without acceptance changes nothing, and a repeated key gets its first answer', async () => {
  const { concertId, performanceId } = await aPerformance(stores.db);
  const fan = fanOf(await aPerson(stores.db));
  await fan.at(lenient).wallet.charge.mutate({ amount: 1_000_000, idempotencyKey: 'charge-1' });
  const { token } = await fan.at(lenient).queue.join.mutate({ concertId });
  const held = { performanceId, seats: [1] };
  const { reservationId } = await fan.at(lenient, token).seating.hold.mutate(held);
  const pay = (at: Instance) =>
    fan.at(at, token).payment.pay.mutate({ reservationId, idempotencyKey: 'payment-1' });
  expect(await outcomeOverHttp(pay(instance))).toBe('TERMS');
  expect(await fan.at(instance).wallet.balance.query()).toEqual({ balance: 1_000_000 });
  const { status } = await fan.at(instance).reservation.get.query({ reservationId });
  expect(status).toBe('HELD');
  const paid = await pay(lenient);
  expect(await pay(instance)).toEqual(paid);
});

test('an offer of the waitlist is paid only after the acceptance, without a turn', async () => {
  const { concertId, performanceId } = await aPerformance(stores.db);
  await stores.db.$executeRaw`
    UPDATE seats SET blocked_reason = 'kept' WHERE performance_id = ${performanceId} AND number > 1`;
  const holder = fanOf(await aPerson(stores.db));
  const { token } = await holder.at(lenient).queue.join.mutate({ concertId });
  const held = await holder.at(lenient, token).seating.hold.mutate({ performanceId, seats: [1] });
  const fan = fanOf(await aPerson(stores.db)).at(instance);
  await fan.wallet.charge.mutate({ amount: 1_000_000, idempotencyKey: 'charge-1' });
  const any = { performances: 'any', grades: 'any', party: 1, together: true } as const;
  await fan.waitlist.join.mutate({ concertId, ...any });
  await holder.at(lenient, token).seating.release.mutate({ reservationId: held.reservationId });
  const offered = async () => (await fan.waitlist.mine.query())[0]?.offer ?? null;
  const isOffered = async () => (await offered()) !== null;
  expect(await pollUntil(isOffered, { everyMs: 50, msMax: 10_000 })).toBe(true);
  const { reservationId = 0 } = (await offered()) ?? {};
  const pay = () => fan.payment.pay.mutate({ reservationId, idempotencyKey: 'payment-1' });
  expect(await outcomeOverHttp(pay())).toBe('TERMS');
  expect((await fan.reservation.get.query({ reservationId })).status).toBe('HELD');
  await fan.account.acceptTerms.mutate(acceptance());
  expect((await pay()).offer).toBe(true);
});

test('without TERMS_VERSION nobody is asked, and given versions are not stored', async () => {
  const userId = userIdOf(await signUp(lenient, acceptance('any')));
  const fan = fanOf(userId).at(lenient);
  expect(await fan.account.terms.query()).toEqual({ versions: null, operator: null });
  const { concertId } = await aPerformance(stores.db);
  expect((await fan.queue.join.mutate({ concertId })).state).toBe('ACTIVE');
  await fan.account.acceptTerms.mutate(acceptance('any'));
  expect(await rowsOf(userId)).toEqual([]);
});

test('the terms and the privacy notice name the operator and the version in each language, and the sign-up page asks for both', async () => {
  for (const language of languages)
    for (const name of ['terms', 'privacy'] as const) {
      const { text, headers } = await send(`${instance.url}${pathIn(language, `/${name}`)}`);
      expect(text).toContain(`<html lang="${languageTags[language]}"`);
      for (const words of [messages[language].legal[name].title, 'Jari, Seoul', version])
        expect(text).toContain(words);
      expect(headers.get('cache-control')).toMatch(/^public/);
    }
  const { text } = await send(`${instance.url}/sign-up`);
  for (const name of ['terms', 'privacy', 'over14']) expect(text).toContain(`name="${name}"`);
  expect(text).toContain('href="/privacy"');
});

test('security.txt names the contact, and is absent without one', async () => {
  const [named, none] = await Promise.all(
    [instance, lenient].map(({ url }) => send(`${url}/.well-known/security.txt`)),
  );
  expect(named?.status).toBe(200);
  expect(named?.headers.get('content-type')).toBe('text/plain; charset=utf-8');
  expect(named?.text).toMatch(/^Contact: mailto:security@jari\.example\nExpires: \d{4}-/);
  expect(none?.status).toBe(404);
});
