import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { redisOnPath } from '#scripts/stores/redis.ts';
import { send, sessionCookieOf } from '#tests/support/http-client.ts';
import { eventually } from '#tests/support/eventually.ts';
import {
  expectRecovery,
  graceSeconds,
  type Losable,
  Sale,
  startLosable,
} from '#tests/support/redis-loss.ts';
import { isTryAgain } from '#tests/support/refused.ts';

const msMax = 90_000;

describe.skipIf(redisOnPath() === undefined)(
  'a queue whose Redis is unavailable for longer than the grace time',
  () => {
    let losable: Losable;
    beforeAll(async () => void (losable = await startLosable({ pages: true })), msMax);
    afterAll(() => losable.close());

    /** Returns the HTTP status by URL of requests that need no queue. */
    async function theRest({
      show: { concertId },
      waiting,
    }: Sale): Promise<Record<string, number>> {
      const [programs, pages] = losable.instances.map(({ url }) => url) as [string, string];
      const headers = { cookie: await sessionCookieOf(waiting[0]?.fan.userId ?? '') };
      const input = encodeURIComponent(JSON.stringify({ concertId }));
      const asked = [
        `${programs}/api/health`,
        `${programs}/api/trpc/catalog.concert?input=${input}`,
        `${programs}/concert`,
        `${pages}/`,
        `${pages}/concerts/${String(concertId)}`,
        `${pages}/concerts/${String(concertId)}/queue`,
      ];
      const answers = await Promise.all(
        asked.map(async (url) => [url, (await send(url, { headers })).status] as const),
      );
      return Object.fromEntries(answers);
    }

    const isUp = (answers: Record<string, number>) =>
      Object.values(answers).every((status) => status === 200);

    async function expectOutage(sale: Sale): Promise<void> {
      const since = performance.now();
      await eventually('no request about the queue is answered', async () =>
        (await sale.refusals()).every(isTryAgain),
      );
      await eventually('all requests are refused', () =>
        sale.users.users.every(({ status }) => status === undefined),
      );
      expect(await theRest(sale)).toSatisfy(isUp);
      await eventually(
        'the grace time is over',
        () => performance.now() - since > (graceSeconds + 2) * 1_000,
      );
    }

    async function expectContinuation({ from, until }: { from: () => void; until: () => void }) {
      const sale = await Sale.begin(losable);
      await eventually('pages have been looked at before', async () => isUp(await theRest(sale)));
      const outage = () => {
        from();
        return expectOutage(sale).finally(until);
      };
      await expectRecovery(sale, outage, { dataLost: false });
    }

    test('continues where it was, in order, once Redis is reached again', { timeout: msMax }, () =>
      expectContinuation({
        from: () => losable.redis.proxy.cut(),
        until: () => losable.redis.proxy.mend(),
      }),
    );

    test(
      'continues where it was, in order, once Redis runs on after it hung',
      { timeout: msMax },
      () =>
        expectContinuation({
          from: () => losable.redis.signal('SIGSTOP'),
          until: () => losable.redis.signal('SIGCONT'),
        }),
    );
  },
);
