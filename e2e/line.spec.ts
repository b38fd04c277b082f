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
import { concertId, dates, layoutShift, leave, queue, telling, test } from './line-fixtures.ts';

test('waiting: the place is shown, and nothing moves for it; when someone leaves, the page goes on by itself', async ({
  page,
  line,
  say,
}) => {
  const shift = await layoutShift(page);
  await line.comes();
  await expect(page.getByText(say('queue.place'), { exact: true })).toBeVisible();
  await expect(line.atPlace(1)).toBeVisible();
  expect(await shift()).toBeLessThanOrEqual(0.01);
  await expectAccessible(page);
  await expectFitting(page);
  await line.oneLeaves();
  await expect(page).toHaveURL(dates);
});

test('those behind are counted by the board as they join, long before the place is asked for again', async ({
  page,
  line,
  say,
}) => {
  await telling(page, { nextPollMs: 60_000 });
  await line.comes();
  await expect(line.atPlace(1)).toBeVisible();
  for (let count = 1; count <= 3; count += 1) await program(await line.aPerson()).queue.join.mutate({ concertId });
  await expect(page.getByText(say('queue.people', { count: 3 }), { exact: true })).toBeVisible({ timeout: 5_000 });
});

test('on plain http under a host name, eight waiting rooms hold no connection: every page still loads, and each follows the line', async ({
  context,
  line,
  locale_,
  say,
}) => {
  const site = plainHttpSite();
  await context.addCookies([{ name: 'jari-locale', value: locale_, url: site }]);
  await signIn(context, await line.aPerson(), site);
  const streams: string[] = [];
  context.on('request', (request) => request.resourceType() === 'eventsource' && streams.push(request.url()));
  const tabs: Page[] = [];
  while (tabs.length < 8) {
    const tab = await context.newPage();
    await tab.goto(`${site}${queue}`);
    await expect(line.atPlace(1, tab)).toBeVisible();
    tabs.push(tab);
  }
  expect(await tabs[0]?.evaluate(() => [isSecureContext, 'locks' in navigator])).toEqual([false, false]);
  const elsewhere = await context.newPage();
  await elsewhere.goto(site);
  await expect(elsewhere.getByRole('heading', { level: 1 })).toBeVisible();
  await program(await line.aPerson()).queue.join.mutate({ concertId });
  for (const tab of tabs) {
    await tab.bringToFront(); // the board is asked for where it is seen
    await expect(tab.getByText(say('queue.people', { count: 1 }), { exact: true })).toBeVisible();
  }
  expect(streams).toEqual([]);
});

test('reloads beyond the limit on joining keep the place in two tabs; where the browser has lost it, the refusal denies none', async ({
  page,
  context,
  line,
  say,
}) => {
  const person = await line.comes();
  await expect(line.atPlace(1)).toBeVisible();
  const untilRefused = async () => {
    for (let joins = 0; joins < 61; joins += 1) await program(person).queue.join.mutate({ concertId });
  };
  await expect(untilRefused()).rejects.toMatchObject({ data: { refusal: { code: 'TOO_MANY_REQUESTS' } } });
  await page.reload();
  await expect(line.atPlace(1)).toBeVisible();
  const second = await context.newPage();
  await second.goto(queue);
  await expect(line.atPlace(1, second)).toBeVisible();
  await second.close();
  await context.clearCookies({ name: /queue/ });
  await page.reload();
  await expect(page.getByText(say('queue.busyUnknown'))).toBeVisible();
  await expect(page.getByText(new RegExp(say('queue.retryIn', { seconds: 7 }).replace('7', '\\d+')))).toBeVisible();
  await expectAccessible(page);
});

test('the place is the same after a refresh, without the queue cookie, in a second tab and on a second device', async ({
  page,
  context,
  browser,
  baseURL,
  locale_,
  line,
  say,
}) => {
  await program(await line.aPerson()).queue.join.mutate({ concertId });
  const person = await line.comes();
  await expect(line.atPlace(2)).toBeVisible();
  await program(await line.aPerson()).queue.join.mutate({ concertId });
  const isStillThere = async (shown: Page) => {
    await expect(line.atPlace(2, shown)).toBeVisible();
    await expect(shown.getByText(say('queue.people', { count: 1 }), { exact: true })).toBeVisible();
  };
  await page.reload();
  await isStillThere(page);
  await context.clearCookies({ name: /queue/ });
  await page.reload();
  await isStillThere(page);
  const second = await context.newPage();
  await second.goto(queue);
  await isStillThere(second);
  await second.close();
  const device = await browser.newContext({ baseURL: baseURL ?? '' });
  await device.addCookies([{ name: 'jari-locale', value: locale_, url: baseURL ?? '' }]);
  await signIn(device, person);
  const elsewhere = await device.newPage();
  await elsewhere.goto(queue);
  await isStillThere(elsewhere);
  await device.close();
  await isStillThere(page);
});

test('that the line is put in order again is said', async ({ page, line, say }) => {
  await telling(page, { recovering: true });
  await page.route(`**/api/queue/${concertId}/board`, (route) => route.abort());
  await line.comes();
  await expect(page.getByRole('status').filter({ hasText: say('queue.recoveringTitle') })).toBeVisible();
  await expect(line.atPlace(1)).toBeVisible();
  await expectAccessible(page);
  await expectFitting(page);
});

test('a deep link while waiting shows no seat: it leads to the waiting room', async ({ page, line }) => {
  const person = await line.comes();
  await expect(line.atPlace(1)).toBeVisible();
  const concert = await program(person).catalog.concert.query({ concertId });
  for (const path of [dates, `/concerts/${concertId}/seats/${concert.dates[0]?.performanceId ?? 0}`]) {
    const answer = await page.goto(path);
    expect(await answer?.text()).not.toMatch(/seatsLeft|"grade"/);
    await expect(page).toHaveURL(queue);
    await expect(line.atPlace(1)).toBeVisible(); // it has joined: what leaves below is the place that it shows
  }
});

test('paused: the page says why, and admits nobody until it is over', async ({ page, line, say }) => {
  const admin = await theAdmin();
  await line.comes();
  await program(admin).admin.queue.set.mutate({ concertId, paused: true, reason: '무대 점검' });
  await expect(page.getByText('무대 점검')).toBeVisible();
  await expectAccessible(page);
  await line.oneLeaves();
  await expect(page.getByText(say('queue.place'), { exact: true })).toBeVisible();
  await program(admin).admin.queue.set.mutate({ concertId, paused: false, reason: '점검이 끝났습니다' });
  await expect(page).toHaveURL(dates);
});

test('an outage of the store is said, the place is kept, and the page goes on when it is over', async ({ page, line, say }) => {
  await line.comes();
  await expect(line.atPlace(1)).toBeVisible();
  await withoutRedis(async () => {
    await expect(page.getByText(say('queue.outageTitle'))).toBeVisible({ timeout: 30_000 });
    await expectAccessible(page);
  });
  await expect(page.getByText(say('queue.outageTitle'))).toHaveCount(0, { timeout: 30_000 });
  await expect(line.atPlace(1)).toBeVisible();
});

test('leaving that fails says so; asked again, the question stands without the old answer', async ({ page, line, say }) => {
  await line.comes();
  await expect(line.atPlace(1)).toBeVisible();
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

test('a place that has ended says so, in the window’s title too, and offers the line again', async ({ page, line, say }) => {
  const person = await line.comes();
  await expect(line.atPlace(1)).toBeVisible();
  await leave(person);
  await expect(page.getByText(say('queue.endedTitle'))).toBeVisible();
  await expect(page).toHaveTitle(new RegExp(`^${say('queue.endedTitle')} · `));
  await expectAccessible(page);
  await page.getByRole('button', { name: say('queue.again') }).click();
  await expect(line.atPlace(1)).toBeVisible();
});
