import {
  at,
  expect,
  expectAccessible,
  expectFitting,
  expectForcedColours,
  expectSoundPage,
  motionsOf,
  openDialog,
  type Page,
  plainHttpSite,
  program,
  signIn,
  theAdmin,
  withoutRedis,
} from './fixtures.ts';
import {
  concertId,
  datesPath,
  layoutShift,
  leave,
  queuePath,
  overrideStatus,
  test,
} from './queue-fixtures.ts';

test(
  'the page shows the place without a layout shift, and moves on by itself when the turn starts',
  { tag: '@both' },
  async ({ page, queue, say }) => {
    const shift = await layoutShift(page);
    await queue.enter();
    await expect(page.getByText(say('queue.place'), { exact: true })).toBeVisible();
    await expect(queue.atPlace(1)).toBeVisible();
    expect(await shift()).toBeLessThanOrEqual(0.01);
    await expectAccessible(page);
    await expectFitting(page);
    await expectForcedColours(page);
    await queue.admitNext();
    await expect(page).toHaveURL(at(datesPath));
  },
);

test('a user whose join is refused with TERMS accepts them in the waiting room, and gets the place', async ({
  page,
  queue,
  say,
}) => {
  const versions = { terms: '2026-12', privacy: '2026-12' };
  const accepted: unknown[] = [];
  await page.route(/account\.terms/, (route) =>
    route.fulfill({ json: { result: { data: { versions, operator: null } } } }),
  );
  await page.route(/account\.acceptTerms/, async (route) => {
    accepted.push(route.request().postDataJSON());
    await route.fulfill({ json: { result: { data: {} } } });
  });
  // The browser tests' instance asks for no terms, so the test refuses the first join itself.
  await page.route(/queue\.join/, async (route) => {
    if (accepted.length > 0) return route.fallback();
    const data = { code: 'FORBIDDEN', httpStatus: 403, refusal: { code: 'TERMS', versions } };
    await route.fulfill({ status: 403, json: [{ error: { message: '', code: -32603, data } }] });
  });
  await queue.enter();
  const accept = page.getByRole('button', { name: say('account.acceptance.accept') });
  await accept.click();
  await expect(page.getByText(say('account.acceptance.missing'))).toBeVisible();
  await expectSoundPage(page);
  expect(accepted).toEqual([]);
  for (const box of await page.getByRole('checkbox').all()) await box.check();
  await accept.click();
  await expect(queue.atPlace(1)).toBeVisible();
  expect(accepted).toEqual([
    { terms: { version: '2026-12' }, privacy: { version: '2026-12' }, over14: true },
  ]);
});

test('57 users who join behind are counted from the stats, long before the next poll', async ({
  page,
  queue,
}) => {
  await overrideStatus(page, { nextPollMs: 60_000 });
  await queue.enter();
  await expect(queue.atPlace(1)).toBeVisible();
  await queue.usersJoin(57);
  await expect(queue.behind(57)).toBeVisible({ timeout: 5_000 });
});

/** Returns a function that resolves at the first event with a higher number admitted than now. */
async function admissionsOf(page: Page) {
  const devtools = await page.context().newCDPSession(page);
  await devtools.send('Network.enable');
  const listeners = new Set<(served: number) => void>();
  devtools.on('Network.eventSourceMessageReceived', ({ data }) => {
    const { served } = JSON.parse(data) as { served: number };
    for (const listener of listeners) listener(served);
  });
  return async () => {
    const answer = await page.request.get(`/api/queue/${concertId}/board`);
    const before = ((await answer.json()) as { served: number }).served;
    const { promise, resolve } = Promise.withResolvers<undefined>();
    listeners.add((served) => served > before && resolve(undefined));
    return () => promise;
  };
}

/**
 * Returns a function that reads the time in ms from an event of an admission to the next change of
 * the figure, within the page.
 */
async function eventToFigureMs(page: Page): Promise<() => Promise<number>> {
  await page.addInitScript(() => {
    const seen = { served: -1, eventAt: 0, figure: '', delayMs: Infinity };
    Object.assign(window, {
      seen,
      EventSource: class extends EventSource {
        constructor(url: string) {
          super(url);
          this.addEventListener('message', ({ data }: MessageEvent<string>) => {
            const { served } = JSON.parse(data) as { served: number };
            if (served !== seen.served) Object.assign(seen, { served, eventAt: performance.now() });
          });
        }
      },
    });
    new MutationObserver(() => {
      const figure = document.querySelector('dl dd')?.textContent ?? '';
      if (figure === seen.figure) return;
      Object.assign(seen, { figure, delayMs: performance.now() - seen.eventAt });
    }).observe(document, { subtree: true, childList: true, characterData: true });
  });
  return () => page.evaluate(() => (Reflect.get(window, 'seen') as { delayMs: number }).delayMs);
}

test('an admission moves number and dot within a second of its event, without motion if the user wants none; a reload keeps the progress', async ({
  page,
  queue,
  say,
}) => {
  await overrideStatus(page, { nextPollMs: 60_000 });
  const delayMs = await eventToFigureMs(page);
  await queue.usersJoin(2);
  await queue.enter();
  await expect(queue.atPlace(3)).toBeVisible();
  const nextAdmission = await admissionsOf(page);
  const admits = async (left: number) => {
    const isAdmitted = await nextAdmission();
    await queue.admitNext();
    await isAdmitted();
    await expect(queue.atPlace(left)).toBeVisible({ timeout: 5_000 }); // no poll comes sooner
  };
  const moves = await motionsOf(page);
  await admits(2);
  expect(await delayMs()).toBeLessThanOrEqual(1_000);
  await expect.poll(moves).toBeGreaterThan(1);
  await page.reload();
  await expect(page.getByText(say('queue.firstPlace', { count: 2 }))).toBeVisible();
  await expect(page.getByText(say('queue.gone', { count: 1 }))).toBeVisible();
  await page.emulateMedia({ reducedMotion: 'reduce' });
  const still = await motionsOf(page);
  await admits(1);
  await queue.admitNext();
  await expect(page).toHaveURL(at(datesPath));
  expect(await still()).toBe(0);
});

test('on a small phone, the first screen shows the people ahead and behind, and the arrival', async ({
  page,
  queue,
  say,
}) => {
  await page.setViewportSize({ width: 360, height: 640 });
  await queue.enter();
  await expect(queue.atPlace(1)).toBeVisible();
  for (const name of ['place', 'arrival', 'behind']) {
    const box = await page.locator(`dt:text-is("${say(`queue.${name}`)}") + dd`).boundingBox();
    expect([name, (box?.y ?? Infinity) + (box?.height ?? 0) < 640]).toEqual([name, true]);
  }
  await expectFitting(page);
});

test('after 15 s without stats the page says that it reconnects, until stats arrive again', async ({
  page,
  queue,
  say,
}) => {
  const stats = `**/api/queue/${concertId}/board`;
  await page.clock.install();
  await page.route(stats, (route) => route.abort());
  await queue.enter();
  await expect(queue.atPlace(1)).toBeVisible();
  const text = (key: string) =>
    page.getByText(new RegExp(`^${say(key, { seconds: 7 }).replace('7', '\\d+')}$`));
  await page.clock.fastForward(14_000);
  await expect(text('queue.checked')).toBeVisible();
  await page.clock.fastForward(2_000);
  await expect(text('queue.reconnecting')).toBeVisible();
  await expectAccessible(page);
  await expect(queue.atPlace(1)).toBeVisible();
  await page.unroute(stats);
  await page.clock.fastForward(30_000);
  await expect(text('queue.reconnecting')).toHaveCount(0);
});

test('a user who waits looks at the plan and tops up in place: the page keeps polling, and the place stays', async ({
  page,
  queue,
  say,
}) => {
  await overrideStatus(page, { nextPollMs: 1_000 });
  const polls: string[] = [];
  page.on('request', (request) => {
    if (request.url().includes('queue.status')) polls.push(request.url());
  });
  await queue.enter();
  await expect(queue.atPlace(1)).toBeVisible();
  const done = (count: number) =>
    page.getByText(say('queue.prepare.done', { done: count, all: 3 }), { exact: true });
  await expect(done(1)).toBeVisible();
  await page.getByRole('button', { name: say('queue.prepare.showPlan'), exact: true }).click();
  await expect(page.getByRole('img', { name: say('catalog.plan') })).toBeInViewport();
  await expect(done(2)).toBeVisible();
  const name = say('queue.prepare.charge');
  const dialog = await openDialog(page, name, say('queue.prepare.chargeTitle'));
  await dialog.getByRole('textbox').fill('200000');
  await expectSoundPage(page);
  const polled = polls.length;
  await dialog.getByRole('button', { name: say('wallet.charge'), exact: true }).click();
  await expect(
    page.getByText(say('queue.prepare.balance', { amount: '200,000원' }), { exact: true }),
  ).toBeVisible();
  await expect.poll(() => polls.length).toBeGreaterThan(polled + 1);
  await page.keyboard.press('Escape');
  await expect(dialog).toHaveCount(0);
  await expect(page.getByRole('button', { name, exact: true })).toBeFocused();
  await expect(done(3)).toBeVisible();
  await expect(queue.atPlace(1)).toBeVisible();
});

test('on plain http under a host name, eight waiting rooms hold no connection, so that every page loads and each follows the queue', async ({
  context,
  queue,
  locale_,
}) => {
  const site = plainHttpSite();
  await context.addCookies([{ name: 'jari-locale', value: locale_, url: site }]);
  await signIn(context, await queue.aPerson(), site);
  const streams: string[] = [];
  context.on(
    'request',
    (request) => request.resourceType() === 'eventsource' && streams.push(request.url()),
  );
  const tabs: Page[] = [];
  while (tabs.length < 8) {
    const tab = await context.newPage();
    await tab.goto(`${site}${queuePath}`);
    await expect(queue.atPlace(1, tab)).toBeVisible();
    tabs.push(tab);
  }
  expect(await tabs[0]?.evaluate(() => [isSecureContext, 'locks' in navigator])).toEqual([
    false,
    false,
  ]);
  const elsewhere = await context.newPage();
  await elsewhere.goto(site);
  await expect(elsewhere.getByRole('heading', { level: 1 })).toBeVisible();
  await program(await queue.aPerson()).queue.join.mutate({ concertId });
  for (const tab of tabs) {
    await tab.bringToFront(); // only a visible tab polls the stats
    await expect(queue.behind(1, tab)).toBeVisible();
  }
  expect(streams).toEqual([]);
});

test('reloads beyond the join limit keep the place in two tabs; without a token, the refusal denies no place', async ({
  page,
  context,
  queue,
  say,
}) => {
  const person = await queue.enter();
  await expect(queue.atPlace(1)).toBeVisible();
  const untilRefused = async () => {
    for (let joins = 0; joins < 61; joins += 1)
      await program(person).queue.join.mutate({ concertId });
  };
  await expect(untilRefused()).rejects.toMatchObject({
    data: { refusal: { code: 'TOO_MANY_REQUESTS' } },
  });
  await page.reload();
  await expect(queue.atPlace(1)).toBeVisible();
  const second = await context.newPage();
  await second.goto(queuePath);
  await expect(queue.atPlace(1, second)).toBeVisible();
  await second.close();
  await context.clearCookies({ name: /queue/ });
  await page.reload();
  await expect(page.getByText(say('queue.busyUnknown'))).toBeVisible();
  await expect(
    page.getByText(new RegExp(say('queue.retryIn', { seconds: 7 }).replace('7', '\\d+'))),
  ).toBeVisible();
  await expectAccessible(page);
});

test('the place is the same after a reload, without the queue cookie, in a second tab and on a second device', async ({
  page,
  context,
  browser,
  baseURL,
  locale_,
  queue,
}) => {
  await program(await queue.aPerson()).queue.join.mutate({ concertId });
  const person = await queue.enter();
  await expect(queue.atPlace(2)).toBeVisible();
  await program(await queue.aPerson()).queue.join.mutate({ concertId });
  const isStillThere = async (shown: Page) => {
    await expect(queue.atPlace(2, shown)).toBeVisible();
    await expect(queue.behind(1, shown)).toBeVisible();
  };
  await page.reload();
  await isStillThere(page);
  await context.clearCookies({ name: /queue/ });
  await page.reload();
  await isStillThere(page);
  const second = await context.newPage();
  await second.goto(queuePath);
  await isStillThere(second);
  await second.close();
  const device = await browser.newContext({ baseURL: baseURL ?? '' });
  await device.addCookies([{ name: 'jari-locale', value: locale_, url: baseURL ?? '' }]);
  await signIn(device, person);
  const elsewhere = await device.newPage();
  await elsewhere.goto(queuePath);
  await isStillThere(elsewhere);
  await device.close();
  await isStillThere(page);
});

test('a recovering queue is announced without a layout shift', async ({ page, queue, say }) => {
  const shift = await layoutShift(page);
  await overrideStatus(page, { recovering: true });
  await page.route(`**/api/queue/${concertId}/board`, (route) => route.abort());
  await queue.enter();
  await expect(
    page.getByRole('status').filter({ hasText: say('queue.recoveringTitle') }),
  ).toBeInViewport();
  await expect(queue.atPlace(1)).toBeVisible();
  expect(await shift()).toBeLessThanOrEqual(0.01);
  await expectAccessible(page);
  await expectFitting(page);
});

test('a deep link of a waiting user shows no seat and leads to the waiting room', async ({
  page,
  queue,
}) => {
  const person = await queue.enter();
  await expect(queue.atPlace(1)).toBeVisible();
  const concert = await program(person).catalog.concert.query({ concertId });
  for (const path of [
    datesPath,
    `/concerts/${concertId}/seats/${concert.dates[0]?.performanceId ?? 0}`,
  ]) {
    const answer = await page.goto(path);
    expect(await answer?.text()).not.toMatch(/seatsLeft|"grade"/);
    await expect(page).toHaveURL(at(queuePath));
    // A visible position shows that the page has joined.
    await expect(queue.atPlace(1)).toBeVisible();
  }
});

test('a paused queue shows the reason without a layout shift, until the user closes it, and admits no user until it resumes', async ({
  page,
  queue,
  say,
}) => {
  const admin = await theAdmin();
  const shift = await layoutShift(page);
  await program(admin).admin.queue.set.mutate({ concertId, paused: true, reason: '무대 점검' });
  await queue.enter();
  await expect(page.getByText('무대 점검')).toBeInViewport();
  await expect(queue.atPlace(1)).toBeVisible();
  expect(await shift()).toBeLessThanOrEqual(0.01);
  await expectAccessible(page);
  await page.getByRole('button', { name: say('common.close') }).click();
  await expect(page.getByText('무대 점검')).toHaveCount(0);
  await expect(page.getByRole('region', { name: say('queue.title') })).toBeFocused();
  await queue.admitNext();
  await expect(page.getByText(say('queue.place'), { exact: true })).toBeVisible();
  await program(admin).admin.queue.set.mutate({
    concertId,
    paused: false,
    reason: '점검이 끝났습니다',
  });
  await expect(page).toHaveURL(at(datesPath));
});

test('a Redis outage is shown, the place is kept, and the page recovers', async ({
  page,
  queue,
  say,
}) => {
  await queue.enter();
  await expect(queue.atPlace(1)).toBeVisible();
  await withoutRedis(async () => {
    await expect(page.getByText(say('queue.outageTitle'))).toBeVisible({ timeout: 30_000 });
    await expectAccessible(page);
  });
  await expect(page.getByText(say('queue.outageTitle'))).toHaveCount(0, { timeout: 30_000 });
  await expect(queue.atPlace(1)).toBeVisible();
});

test('a failed leave shows an error, which the next attempt clears', async ({
  page,
  queue,
  say,
}) => {
  await queue.enter();
  await expect(queue.atPlace(1)).toBeVisible();
  const dialog = await openDialog(page, say('queue.leave'), say('queue.leaveTitle'));
  await page.route(/queue\.leave/, (route) => route.abort());
  await dialog.getByRole('button', { name: say('queue.leave'), exact: true }).click();
  await expect(dialog.getByRole('alert')).toHaveText(say('errors.OFFLINE'));
  await expectAccessible(page);
  await dialog.getByRole('button', { name: say('queue.stay') }).click();
  await page.unroute(/queue\.leave/);
  await openDialog(page, say('queue.leave'), say('queue.leaveTitle'));
  await expect(dialog.getByRole('alert')).toHaveCount(0);
  await dialog.getByRole('button', { name: say('queue.leave'), exact: true }).click();
  await expect(page.getByText(say('queue.leftTitle'))).toBeVisible();
});

test('the page and the tab’s title say that a place has ended, and the page offers to join again', async ({
  page,
  queue,
  say,
}) => {
  const person = await queue.enter();
  await expect(queue.atPlace(1)).toBeVisible();
  await leave(person);
  await expect(page.getByText(say('queue.endedTitle'))).toBeVisible();
  await expect(page).toHaveTitle(new RegExp(`^${say('queue.endedTitle')} · `));
  await expectAccessible(page);
  await page.getByRole('button', { name: say('queue.again') }).click();
  await expect(queue.atPlace(1)).toBeVisible();
});
