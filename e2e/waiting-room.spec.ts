import {
  expect,
  expectAccessible,
  expectFitting,
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
    await queue.admitNext();
    await expect(page).toHaveURL(datesPath);
  },
);

test('users behind are counted from the stats as they join, long before the next poll', async ({
  page,
  queue,
  say,
}) => {
  await overrideStatus(page, { nextPollMs: 60_000 });
  await queue.enter();
  await expect(queue.atPlace(1)).toBeVisible();
  for (let count = 1; count <= 3; count += 1)
    await program(await queue.aPerson()).queue.join.mutate({ concertId });
  await expect(page.getByText(say('queue.people', { count: 3 }), { exact: true })).toBeVisible({
    timeout: 5_000,
  });
});

test('on plain http under a host name, eight waiting rooms hold no connection, so that every page loads and each follows the queue', async ({
  context,
  queue,
  locale_,
  say,
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
    await expect(tab.getByText(say('queue.people', { count: 1 }), { exact: true })).toBeVisible();
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
  say,
}) => {
  await program(await queue.aPerson()).queue.join.mutate({ concertId });
  const person = await queue.enter();
  await expect(queue.atPlace(2)).toBeVisible();
  await program(await queue.aPerson()).queue.join.mutate({ concertId });
  const isStillThere = async (shown: Page) => {
    await expect(queue.atPlace(2, shown)).toBeVisible();
    await expect(shown.getByText(say('queue.people', { count: 1 }), { exact: true })).toBeVisible();
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

test('a recovering queue is announced', async ({ page, queue, say }) => {
  await overrideStatus(page, { recovering: true });
  await page.route(`**/api/queue/${concertId}/board`, (route) => route.abort());
  await queue.enter();
  await expect(
    page.getByRole('status').filter({ hasText: say('queue.recoveringTitle') }),
  ).toBeVisible();
  await expect(queue.atPlace(1)).toBeVisible();
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
    await expect(page).toHaveURL(queuePath);
    // A visible position shows that the page has joined.
    await expect(queue.atPlace(1)).toBeVisible();
  }
});

test('a paused queue shows the reason and admits no user until it resumes', async ({
  page,
  queue,
  say,
}) => {
  const admin = await theAdmin();
  await queue.enter();
  await program(admin).admin.queue.set.mutate({ concertId, paused: true, reason: '무대 점검' });
  await expect(page.getByText('무대 점검')).toBeVisible();
  await expectAccessible(page);
  await queue.admitNext();
  await expect(page.getByText(say('queue.place'), { exact: true })).toBeVisible();
  await program(admin).admin.queue.set.mutate({
    concertId,
    paused: false,
    reason: '점검이 끝났습니다',
  });
  await expect(page).toHaveURL(datesPath);
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
