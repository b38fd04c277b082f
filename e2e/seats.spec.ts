import {
  admittedProgram,
  aPerson,
  expect,
  expectAccessible,
  expireHold,
  holdFree,
  type Page,
  type Person,
  program,
  type Say,
  signIn,
  sql,
  test,
  theAdmin,
  withoutRedis,
} from './fixtures.ts';

/** Returns the performance of concert 1 at index `at`, in order of start time. */
async function aDate(at: number): Promise<number> {
  const rows = await sql(
    'SELECT id FROM performances WHERE concert_id = 1 ORDER BY starts_at OFFSET $1 LIMIT 1',
    at,
  );
  return Number(rows[0]?.['id']);
}

const seatsOf = (performanceId: number) => `/concerts/1/seats/${performanceId}`;

/** Signs in a new user who holds the first free seat of the performance. */
async function withHold(page: Page, performanceId: number) {
  const person = await aPerson();
  await signIn(page.context(), person);
  const hers = await admittedProgram(person, 1);
  return { hers, ...(await holdFree(hers, performanceId)) };
}

async function inLine(page: Page): Promise<void> {
  await page.goto('/concerts/1/queue');
  await expect(page).toHaveURL(/\/concerts\/1\/dates/);
}

test('of two browsers that press one seat, one holds it, and the other sees why and keeps the focus on the seat', async ({
  page,
  browser,
  say,
  contextOptions,
  locale_,
  baseURL,
}) => {
  const performanceId = await aDate(1);
  const other = await browser.newContext(contextOptions);
  await other.addCookies([{ name: 'jari-locale', value: locale_, url: baseURL ?? '' }]);
  await signIn(page.context(), await aPerson());
  await signIn(other, await aPerson());
  const rival = await other.newPage();
  for (const each of [page, rival]) {
    await inLine(each);
    await each.goto(seatsOf(performanceId));
  }
  const [seat = 0] = (
    await sql(
      'SELECT number FROM seats WHERE performance_id = $1 AND reservation_id IS NULL ORDER BY number DESC LIMIT 1',
      performanceId,
    )
  ).map((row) => Number(row['number']));
  const named = (state: string) =>
    new RegExp(`^${say('seating.number', { seat })},.*, ${say(`seating.state.${state}`)}$`);
  // Both users press the seat at the same moment, before either map updates.
  const hasIt = (each: Page) => each.getByRole('button', { name: named('mine') }).count();
  const both = [page, rival].map((each) => each.getByRole('button', { name: named('available') }));
  for (const shown of both) await expect(shown).toBeVisible();
  await Promise.all(both.map((shown) => shown.click()));
  await expect.poll(async () => (await hasIt(page)) + (await hasIt(rival))).toBe(1);
  const loser = (await hasIt(page)) === 1 ? rival : page;
  await expect(loser.getByText(say('seating.trouble.takenTitle', { seats: seat }))).toBeVisible();
  await expect(loser.getByRole('button', { name: named('held') })).toBeFocused();
  await expectAccessible(loser);
  await other.close();
});

test(
  'by keyboard alone: an arrow key to a seat, Enter to take it, Enter to release it',
  { tag: '@both' },
  async ({ page, say }) => {
    const performanceId = await aDate(2);
    await signIn(page.context(), await aPerson());
    await inLine(page);
    await page.goto(seatsOf(performanceId));
    // A running clock shows that the page handles keys.
    await expect(page.getByRole('timer').first()).toHaveText(/\d:\d\d/);
    await page.locator('[role="group"] [role="button"][tabindex="0"]').focus();
    await page.keyboard.press('ArrowRight');
    await expect(page.locator(':focus')).toHaveAccessibleName(
      new RegExp(say('seating.state.available')),
    );
    await page.keyboard.press('Enter');
    await expect(page.locator(':focus')).toHaveAccessibleName(
      new RegExp(say('seating.state.mine')),
    );
    await page.keyboard.press('Enter');
    await expect(page.locator(':focus')).toHaveAccessibleName(
      new RegExp(say('seating.state.available')),
    );
  },
);

test(
  'from the dates to the ticket by keyboard: each step begins at its title, and sixteen keys are enough',
  { tag: '@both' },
  async ({ page, say }) => {
    const person = await aPerson();
    await signIn(page.context(), person);
    await program(person).wallet.charge.mutate({
      amount: 1_000_000,
      idempotencyKey: 'for-any-seat',
    });
    await inLine(page);
    const title = page.getByRole('heading', { level: 1 });
    let keys = 0;
    const goTo = async (selector: string) => {
      for (; (await page.locator(`${selector}:focus`).count()) === 0; keys += 1) {
        expect(keys).toBeLessThan(16);
        await page.keyboard.press('Tab');
      }
    };
    const choose = async () => {
      await page.keyboard.press('Enter');
      keys += 1;
    };
    await expect(title).toBeFocused();
    await goTo('a[href*="/seats/"]');
    await choose();
    await expect(page).toHaveURL(/\/seats\//);
    await expect(title).toBeFocused();
    await expect(page.getByRole('timer')).toHaveText(/\d:\d\d/);
    await goTo('[id^="seat-"]');
    await choose();
    await expect(page.locator(':focus')).toHaveAccessibleName(
      new RegExp(say('seating.state.mine')),
    );
    await expect(page.getByRole('timer')).toContainText(
      say('seating.clock.pay', { time: '' }).trim(),
    );
    await goTo('a[href^="/checkout/"]');
    await choose();
    await expect(page).toHaveURL(/\/checkout\//);
    await expect(title).toBeFocused();
    await goTo(`button:text("${say('checkout.pay.pay', { price: '' }).trim()}")`);
    await choose();
    await expect(page).toHaveURL(/\/reservations\/\d+$/);
    await expect(title).toBeFocused();
    expect(keys).toBeLessThanOrEqual(16);
  },
);

/** Records each text of the clock on all later pages of this tab. */
async function clockTexts(page: Page): Promise<() => Promise<string[]>> {
  await page.addInitScript(() => {
    const { clockTexts } = Object.assign(window, { clockTexts: new Set<string>() });
    new MutationObserver(() => {
      for (const clock of document.querySelectorAll('[role="timer"]'))
        clockTexts.add(clock.textContent);
    }).observe(document, { subtree: true, childList: true, characterData: true });
  });
  return () => page.evaluate(() => [...(Reflect.get(window, 'clockTexts') as Set<string>)]);
}

/** Holds one seat as a new user on the seat page. `seats` finds the seat buttons in a state. */
async function choosing(page: Page, say: Say, at: number) {
  const person = await aPerson();
  await signIn(page.context(), person);
  await inLine(page);
  await page.goto(seatsOf(await aDate(at)));
  const seats = (state: string) =>
    page.getByRole('button', { name: new RegExp(`, ${say(`seating.state.${state}`)}$`) });
  await expect(page.getByRole('timer')).toHaveText(/\d:\d\d/);
  await seats('available').last().click();
  await expect(seats('mine')).toHaveCount(1);
  return { person, seats };
}

test(
  'setting the device’s clock does not affect a hold; after its expiry, one press takes the seat again',
  { tag: '@desktop' },
  async ({ page, say }) => {
    const shown = await clockTexts(page);
    const { person, seats } = await choosing(page, say, 2);
    const timer = page.getByRole('timer');
    await expect(timer).toHaveText(/4:\d\d/);
    expect((await shown()).filter((text) => text.includes('5:01'))).toEqual([]);
    const calls: string[] = [];
    page.on('request', (request) => calls.push(request.url()));
    await page.evaluate(() => {
      const { now } = Date;
      Date.now = () => now() + 3_600_000;
    });
    const polled = () =>
      page.waitForResponse((response) => response.url().includes('seating.seats'));
    // A HEAD request measures the server's clock again.
    await page.waitForResponse((response) => response.request().method() === 'HEAD');
    await polled();
    await polled();
    await expect(timer).toHaveText(/4:\d\d/);
    expect(calls.length).toBeLessThanOrEqual(6);

    const [held] = await program(person).reservation.mine.query();
    await expireHold(held?.reservationId ?? 0);
    const said = page.getByText(say('seating.trouble.expiredTitle'));
    await expect(said).toBeVisible();
    await expect(page.locator(':focus', { has: said })).toBeVisible();
    await expect(timer).toHaveCount(1);
    await expectAccessible(page);
    await page.getByRole('button', { name: say('seating.trouble.sameAgain') }).click();
    await expect(seats('mine')).toBeFocused();
    await expect(said).toHaveCount(0);

    // On the page of another performance, the dialog returns the focus to the pressed seat.
    await page.goto(seatsOf(await aDate(1)));
    await expect(timer).toHaveText(/\d:\d\d/);
    await seats('available').last().focus();
    await page.keyboard.press('Enter');
    await expect(page.getByRole('dialog')).toBeVisible();
    await page.keyboard.press('Enter');
    await expect(seats('mine')).toBeFocused();
  },
);

/** Expects the notice of an expired hold, visible and with the focus. */
async function expectExpiryAnnounced(page: Page, say: Say): Promise<void> {
  const said = page.getByText(say('seating.trouble.expiredTitle'));
  await expect(said).toBeVisible();
  await expect(page.locator(':focus', { has: said })).toBeVisible();
}

/** Returns the id of the user's live hold, or 0. */
async function holdOf(person: Person): Promise<number> {
  const bookings = await program(person).reservation.mine.query();
  return bookings.find(({ status }) => status === 'HELD')?.reservationId ?? 0;
}

/** Shortens the page’s next hold to `seconds`, before the page receives the hold's end. */
const limitNextHold = (page: Page, seconds: number) =>
  page.route(
    /seating\.hold/,
    async (route) => {
      const answer = await route.fetch();
      const [reply] = (await answer.json()) as [{ result: { data: { reservationId: number } } }];
      await expireHold(reply.result.data.reservationId, seconds);
      await route.fulfill({ response: answer });
    },
    { times: 1 },
  );

interface Chooser extends Awaited<ReturnType<typeof choosing>> {
  page: Page;
  shown: () => Promise<string[]>;
}
const [choosersCount, expiriesEach] = [4, 5];

/** Expires five holds, one after another, and expects a notice of each. */
async function expireHolds({ page, shown, person, seats }: Chooser, at: number, say: Say) {
  for (let round = 0; round < expiriesEach; round++) {
    const isByClock = round % 2 === 1;
    if (round > 0) {
      // The page's clock runs out too, each time at a different moment between two map updates.
      if (isByClock) await limitNextHold(page, 1.6 + (at + round * choosersCount) / 10);
      await page.getByRole('button', { name: say('seating.trouble.sameAgain') }).click();
      await expect(page.getByText(say('seating.trouble.expiredTitle'))).toHaveCount(0);
    }
    if (!isByClock) {
      await expect(seats('mine')).toHaveCount(1);
      await expireHold(await holdOf(person));
    }
    await expectExpiryAnnounced(page, say);
  }
  expect(await shown()).toContain(say('seating.clock.soon', { seconds: 1 }));
  await program(person).queue.leave.mutate({ concertId: 1 });
}

test(
  'twenty of twenty expired holds are announced with the focus, whether map or clock detects them first',
  { tag: '@phone' },
  async ({ browser, contextOptions, locale_, baseURL, say }) => {
    const choosers: Chooser[] = [];
    while (choosers.length < choosersCount) {
      const context = await browser.newContext(contextOptions);
      await context.addCookies([{ name: 'jari-locale', value: locale_, url: baseURL ?? '' }]);
      const page = await context.newPage();
      const shown = await clockTexts(page);
      choosers.push({ page, shown, ...(await choosing(page, say, 2)) });
    }
    await Promise.all(choosers.map((chooser, at) => expireHolds(chooser, at, say)));
    for (const { page } of choosers) await page.context().close();
  },
);

test(
  'an expired hold is announced on the dates page too',
  { tag: '@phone' },
  async ({ page, say }) => {
    const { person } = await choosing(page, say, 2);
    await page.goto('/concerts/1/dates');
    await expect(page.getByText(say('seating.elsewhere.title'))).toBeVisible();
    await expect(page.getByRole('timer')).toHaveText(/\d:\d\d/);
    await expireHold(await holdOf(person));
    // Simulates returns to the tab, until the page's data is old enough for a new read.
    await expect(async () => {
      await page.evaluate(() => window.dispatchEvent(new Event('visibilitychange')));
      await expect(page.getByText(say('seating.trouble.expiredTitle'))).toBeVisible({
        timeout: 500,
      });
    }).toPass();
    await expectExpiryAnnounced(page, say);
    await expectAccessible(page);
    await program(person).queue.leave.mutate({ concertId: 1 });
  },
);

test(
  'without a connection the map is grey and refuses presses; calls lost in an outage are resolved without another press',
  { tag: '@phone' },
  async ({ page, context, say }) => {
    const { seats } = await choosing(page, say, 3);
    const stale = page.getByText(say('seating.map.stale'));
    const first = (await seats('available').first().getAttribute('id')) ?? '';
    const press = () => page.locator(`#${first}`).click({ force: true });
    await context.setOffline(true);
    await expect(stale).toBeVisible({ timeout: 3_000 });
    await press();
    await expect(page.getByText(say('seating.trouble.offlineTitle'))).toBeVisible();
    await expectAccessible(page);
    await context.setOffline(false);
    await expect(stale).toHaveCount(0);
    await expect(page.getByText(say('seating.trouble.offlineTitle'))).toHaveCount(0);

    const unknown = page.getByText(say('seating.trouble.unknownTitle'));
    await withoutRedis(async () => {
      await press();
      await expect(unknown).toBeVisible();
    });
    await expect(unknown).toHaveCount(0);
    await expect(seats('mine')).toHaveCount(2);
    await expect(stale).toHaveCount(0);
  },
);

test('with too little money, the missing amount is topped up in place, and the same reservation is paid with the same expiry', async ({
  page,
  say,
}) => {
  const { hers, ...held } = await withHold(page, await aDate(2));
  await hers.wallet.charge.mutate({ amount: 1_000, idempotencyKey: 'before-hand' });

  await inLine(page);
  await page.goto(`/checkout/${held.reservationId}`);
  await page.getByRole('button', { name: say('checkout.topUp.charge') }).click();
  await expect(page.getByRole('button', { name: say('checkout.topUp.charge') })).toHaveCount(0);
  expect(await hers.reservation.get.query({ reservationId: held.reservationId })).toMatchObject({
    status: 'HELD',
    expiresAt: held.expiresAt,
  });
  await page
    .getByRole('button', { name: new RegExp(say('checkout.pay.pay', { price: '.*' })) })
    .click();
  await expect(page).toHaveURL(new RegExp(`/reservations/${held.reservationId}$`));
  expect(await hers.wallet.balance.query()).toEqual({ balance: 0 });
});

test('an outage while choosing and paying is shown, and the pages recover with the same seats', async ({
  page,
  say,
}) => {
  const performanceId = await aDate(3);
  const { hers, reservationId } = await withHold(page, performanceId);
  await inLine(page);
  const tabs = new Map([
    [`/concerts/1/dates`, page],
    [seatsOf(performanceId), await page.context().newPage()],
    [`/checkout/${reservationId}`, await page.context().newPage()],
  ]);
  await withoutRedis(async () => {
    for (const [address, tab] of tabs) {
      await tab.goto(address);
      await expect(
        tab.getByRole('heading', { name: say('seating.turn.unavailableTitle') }),
      ).toBeVisible();
      await expectAccessible(tab);
    }
  });
  for (const [address, tab] of tabs) {
    await tab.bringToFront();
    await expect(tab.getByRole('timer').first()).toBeVisible();
    await expect(tab).toHaveURL(address);
  }
  expect(await hers.reservation.get.query({ reservationId })).toMatchObject({ status: 'HELD' });
  await hers.queue.leave.mutate({ concertId: 1 });
});

test('a hold can be extended; an expired hold says so, charges nothing and leads back to the seats', async ({
  page,
  say,
}) => {
  const { hers, reservationId, price } = await withHold(page, await aDate(3));
  await hers.wallet.charge.mutate({ amount: price, idempotencyKey: 'enough-money' });
  await inLine(page);
  await page.goto(`/checkout/${reservationId}`);
  const pay = page.getByRole('button', {
    name: new RegExp(say('checkout.pay.pay', { price: '.*' })),
  });
  await expect(pay).toBeEnabled();
  const more = (left: number) =>
    page.getByRole('button', { name: say('seating.clock.extend', { left }), exact: true });
  for (const left of [2, 1]) {
    await more(left).click();
    await expect(more(left - 1)).toBeFocused();
    await expect(page.getByText(say('seating.clock.extended', { left: left - 1 }))).toBeAttached();
  }
  await expireHold(reservationId);
  await pay.click();
  await expect(page.getByText(say('checkout.outcome.EXPIRED.title'))).toBeVisible();
  await expectAccessible(page);
  await page.reload();
  await expect(page.getByText(say('checkout.outcome.EXPIRED.title'))).toBeVisible();
  expect(await hers.wallet.balance.query()).toEqual({ balance: price });
  await page.getByRole('link', { name: say('checkout.outcome.EXPIRED.next') }).click();
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
});

/** Switches the orphan-seat rule of a concert. */
async function setOrphanRule(concertId: number, orphanRule: boolean): Promise<void> {
  const { admin } = program(await theAdmin());
  const { version } = await admin.concerts.get.query({ concertId });
  await admin.concerts.update.mutate({ concertId, version, orphanRule, reason: 'a test' });
}

test('a hold that staff release says so with their reason on the holder’s open pages', async ({
  page,
  context,
  say,
}) => {
  const performanceId = await aDate(1);
  const { hers, reservationId } = await withHold(page, performanceId);
  await inLine(page);
  await page.goto(seatsOf(performanceId));
  const [checkout, booking] = await Promise.all([context.newPage(), context.newPage()]);
  await checkout.goto(`/checkout/${reservationId}`);
  await booking.goto(`/reservations/${reservationId}`);
  for (const open of [page, checkout]) await expect(open.getByRole('timer')).toHaveText(/\d:\d\d/);
  const reason = '조명 점검';
  await program(await theAdmin()).admin.holds.release.mutate({ reservationId, reason });
  const shown = { reason: `\u2068${reason}\u2069` };
  const notice = page.getByRole('alert').filter({ hasText: say('seating.trouble.releasedTitle') });
  await expect(notice).toContainText(say('seating.trouble.released', shown));
  await expect(
    checkout.getByRole('heading', { level: 1, name: say('checkout.outcome.forced.title') }),
  ).toBeFocused();
  await expect(checkout.getByText(say('checkout.outcome.forced.about', shown))).toBeVisible();
  await expect(booking.getByText(say('tickets.ended.forced'))).toBeVisible();
  await expect(booking.getByText(say('tickets.forcedReason', shown))).toBeVisible();
  await expectAccessible(page);
  await hers.queue.leave.mutate({ concertId: 1 });
});

test('with the orphan-seat rule, a seat that would leave a single one is refused, and one press takes both', async ({
  page,
  say,
}) => {
  await setOrphanRule(2, true);
  const [show] = await sql(
    'SELECT id FROM performances WHERE concert_id = 2 ORDER BY starts_at OFFSET 2 LIMIT 1',
  );
  const person = await aPerson();
  await signIn(page.context(), person);
  await page.goto('/concerts/2/queue');
  await expect(page).toHaveURL(/\/concerts\/2\/dates/);
  await page.goto(`/concerts/2/seats/${Number(show?.['id'])}`);
  await expect(page.getByText(say('seating.map.orphanRule'))).toBeVisible();
  await expect(page.getByRole('timer').first()).toHaveText(/\d:\d\d/);
  const seat = (number: number, state: string) =>
    page.getByRole('button', {
      name: new RegExp(
        `^${say('seating.number', { seat: number })},.*, ${say(`seating.state.${state}`)}$`,
      ),
    });
  await seat(42, 'available').click();
  await expect(seat(42, 'mine')).toBeVisible();
  await seat(44, 'available').click();
  await expect(page.getByText(say('errors.SEAT_ORPHAN', { seats: '43' }))).toBeVisible();
  await expectAccessible(page);
  await page
    .getByRole('button', { name: say('seating.trouble.takeTogether', { seats: '43, 44' }) })
    .click();
  for (const number of [42, 43, 44]) await expect(seat(number, 'mine')).toBeVisible();
  await expect(seat(44, 'mine')).toBeFocused();
  await seat(43, 'mine').click();
  await expect(page.getByText(say('seating.trouble.singleLeft'))).toBeVisible();
  await page.getByRole('button', { name: say('seating.trouble.releaseAll') }).click();
  for (const number of [42, 43, 44]) await expect(seat(number, 'available')).toBeVisible();
  await program(person).queue.leave.mutate({ concertId: 2 });
  await setOrphanRule(2, false);
});

test('only an administrator can open the dashboard', async ({ page, say }) => {
  const performanceId = await aDate(3);
  const person = await aPerson();
  const hers = await admittedProgram(person, 1);
  await holdFree(hers, performanceId);

  await signIn(page.context(), person);
  await page.goto('/admin/concerts/1');
  await expect(page.getByText(say('errors.ADMIN_ONLY'))).toBeVisible();
  await expectAccessible(page);

  const admin = await theAdmin();
  await signIn(page.context(), admin);
  await page.goto('/admin/concerts/1');
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  await expectAccessible(page);
  const overview = await program(admin).admin.overview.query({ concertId: 1 });
  expect(overview.held).toBeGreaterThanOrEqual(1);
});
