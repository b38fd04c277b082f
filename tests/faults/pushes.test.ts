import { afterAll, beforeAll, expect, test } from 'vitest';
import { eventually } from '../support/eventually.ts';
import { aPerson } from '../support/factories.ts';
import { type FaultProxy, openFaultProxy, viaProxy } from '../support/fault-proxy.ts';
import { startInstance } from '../support/instance.ts';
import { type PushService, startPushService } from '../support/push-service.ts';
import { testStores, type TestStores } from '../support/stores.ts';

let stores: TestStores;
let service: PushService;
let proxy: FaultProxy;
beforeAll(async () => {
  stores = await testStores();
  service = await startPushService();
  proxy = await openFaultProxy(Number(new URL(process.env['DATABASE_URL'] ?? '').port));
});
afterAll(async () => {
  await proxy.close();
  await service.close();
  await stores.close();
});

/** Number of notifications that a person sees: a browser shows one per id. */
const seen = (userMessages = service.received) =>
  new Set(userMessages.map(({ message }) => message.id)).size;

test('an instance that is killed between a push and its commit leaves one notification', async () => {
  const userId = await aPerson(stores.db);
  const { endpoint, keys } = service.browser();
  await stores.db.pushSubscription.create({ data: { userId, endpoint, ...keys } });
  const settings = { NODE_ENV: 'test' }; // production refuses PUSH_TEST_HOSTS
  const doomed = await startInstance({
    ...settings,
    DATABASE_URL: viaProxy(process.env['DATABASE_URL'] ?? '', proxy),
  });
  proxy.holdBack({ what: 'request', words: 'push/sql/mark-push-sent.sql' });
  await stores.db.noticeEvent.create({
    data: {
      userId,
      kind: 'GIFT_OFFERED',
      cause: 'a-gift',
      expiresAt: new Date(Date.now() + 3_600_000),
    },
    select: { id: true },
  });
  await eventually('the push is sent, but not committed', () => proxy.held() === 1);
  expect(await doomed.kill('SIGKILL')).toBeNull();
  proxy.holdBack(null);
  const pushOf = () => stores.db.push.findFirstOrThrow({ where: { event: { userId } } });
  expect([service.received.length, (await pushOf()).sentAt]).toEqual([1, null]);
  const other = await startInstance({ ...settings, LOG_LEVEL: 'trace' });
  await stores.db.push.updateMany({ data: { dueAt: new Date(0) } }); // ends the claim
  await eventually(
    'the other instance sends the push',
    async () => (await pushOf()).sentAt !== null,
  );
  await other.stop();
  const [first, second] = service.received;
  expect([service.received.length, seen()]).toEqual([2, 1]);
  // The push service replaces a message of the same topic that it still has.
  expect(second?.topic).toBe(first?.topic);
  for (const secret of [new URL(endpoint).pathname, keys.auth])
    expect(other.logs()).not.toContain(secret);
}, 90_000);

test('negative control: an id per attempt leaves two notifications after a kill', () => {
  const [push] = service.received;
  if (push === undefined) throw new Error('no push arrived');
  const attempt = (id: string) => ({ ...push, message: { ...push.message, id } });
  expect(seen([attempt('first'), attempt('second')])).toBe(2);
});
