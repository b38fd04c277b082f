import { expect, test } from 'vitest';
import { refused } from '#tests/support/components.tsx';
import { createSessionWatch, type Viewer } from './session-watch.ts';

const [me, other] = [
  '00000000-0000-4000-8000-000000000001',
  '00000000-0000-4000-8000-000000000002',
];
const settled = () => new Promise((resolve) => setImmediate(resolve));

/**
 * Simulates a document of the user `viewer`, in a browser with the session of the user `session`.
 */
function aDocument({
  viewer = me as Viewer,
  path = '/checkout/7',
  session = me as string | null,
  isAway = false,
}) {
  const seen = { reloads: 0, asked: 0, now: 0 };
  const watch = createSessionWatch(
    {
      path: () => path,
      reload: () => (seen.reloads += 1),
      ask: () => {
        seen.asked += 1;
        if (isAway) return Promise.reject(new TypeError('fetch failed'));
        if (typeof viewer === 'string' && session !== null && session !== viewer)
          return Promise.reject(refused('NOT_YOURS'));
        return Promise.resolve(session === null ? null : { userId: session });
      },
    },
    viewer,
    () => seen.now,
  );
  return { watch, seen };
}

test.each([
  '/checkout/7',
  '/concerts/1/seats/3',
  '/concerts/1/dates',
  '/wallet',
  '/reservations',
  '/reservations/7',
  '/admin',
])('a call refused with NOT_SIGNED_IN closes %s behind the sign-in, once', (path) => {
  const { watch, seen } = aDocument({ path });
  let notified = 0;
  watch.subscribe(() => (notified += 1));
  watch.failed(refused('NOT_SIGNED_IN'));
  expect([watch.endedAt(), notified, seen.reloads]).toEqual([path, 1, 0]);
});

test.each(['/', '/concerts/1', '/sign-in', '/sign-up', '/docs'])(
  '%s needs no session and stays open',
  async (path) => {
    const { watch } = aDocument({ path, session: null });
    watch.failed(refused('NOT_SIGNED_IN'));
    watch.heard(null);
    await settled();
    expect(watch.endedAt()).toBeNull();
  },
);

test('a sign-out in another tab is verified before it closes the page', async () => {
  for (const [session, isAway, endedAt] of [
    [null, false, '/checkout/7'],
    // During an outage, the server renders another tab as signed out.
    [me, false, null],
    [null, true, null], // Without an answer, the session does not end.
  ] as const) {
    const { watch } = aDocument({ session, isAway });
    watch.heard(null);
    await settled();
    expect(watch.endedAt()).toBe(endedAt);
  }
});

test('another user’s session reloads the page, whether a tab or a refusal reports it', async () => {
  const byTab = aDocument({ session: other });
  byTab.watch.heard(other);
  const byRefusal = aDocument({ session: other });
  byRefusal.watch.failed(refused('NOT_YOURS'));
  await settled();
  expect([byTab.seen.reloads, byRefusal.seen.reloads]).toEqual([1, 1]);
});

test('a closed page reloads when any user signs in again', async () => {
  for (const session of [me, other]) {
    const { watch, seen } = aDocument({ session });
    watch.failed(refused('NOT_SIGNED_IN'));
    watch.heard(session);
    await settled();
    expect(seen.reloads).toBe(1);
  }
});

test('another user’s queue cookie causes no reload, and at most one check every 30 s', async () => {
  const { watch, seen } = aDocument({});
  for (let poll = 0; poll < 5; poll++) {
    watch.failed(refused('NOT_YOURS'));
    await settled();
  }
  expect(seen).toMatchObject({ reloads: 0, asked: 1 });
  seen.now = 30_000;
  watch.failed(refused('NOT_YOURS'));
  expect(seen.asked).toBe(2);
});

test('a page template gets its user once', () => {
  const { watch } = aDocument({ viewer: undefined });
  watch.learn(me);
  watch.learn(other);
  expect(watch.viewer()).toBe(me);
});

test('other refusals and lost answers do not affect the session', async () => {
  const { watch, seen } = aDocument({});
  for (const error of [
    refused('HOLD_EXPIRED'),
    refused('QUEUE_TOKEN_EXPIRED'),
    new TypeError('fetch failed'),
    null,
  ])
    watch.failed(error);
  await settled();
  expect([watch.endedAt(), seen.asked]).toEqual([null, 0]);
});
