import {
  expect,
  expectAccessible,
  expectFitting,
  expireHold,
  holdFree,
  type Page,
  type Person,
  program,
  type Say,
  test,
} from './fixtures.ts';
import { aDate, choosing, enter, seatsOf } from './sale-fixtures.ts';

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
    expect(calls.length).toBeLessThanOrEqual(10); // seats every second, the turn, and the clock

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
  'in its last minute the clock grows to a red bar that offers more time; on the dates page too, the expired hold is announced',
  { tag: '@phone' },
  async ({ page, say }) => {
    const { person, hers } = await enter(page.context());
    await holdFree(hers, await aDate(2));
    await page.goto('/concerts/1/dates');
    await expect(page.getByText(say('seating.elsewhere.title'))).toBeVisible();
    const timer = page.getByRole('timer');
    await expect(timer).toHaveText(/\d:\d\d/);
    // Simulates returns to the tab, until the page's data is old enough for a new read.
    const untilShown = (text: string | RegExp) =>
      expect(async () => {
        await page.evaluate(() => window.dispatchEvent(new Event('visibilitychange')));
        await expect(page.getByText(text)).toBeVisible({ timeout: 500 });
      }).toPass();
    const pill = page.getByRole('group', { name: say('seating.clock.label') });
    const before = await pill.boundingBox();
    await expireHold(await holdOf(person), 55);
    const soon = say('seating.clock.soon', { seconds: 7 }).replace('7', '\\d\\d');
    await untilShown(new RegExp(`^${soon}$`));
    await expect(timer).toHaveCount(1);
    for (const width of [390, 360]) {
      await page.setViewportSize({ width, height: 640 });
      await expect(pill).toBeInViewport({ ratio: 1 });
      await expectFitting(page);
    }
    const bar = await pill.boundingBox();
    expect(bar?.width).toBeGreaterThan((before?.width ?? Infinity) + 44);
    const red = await page.evaluate(() => {
      const probe = document.body.appendChild(document.createElement('i'));
      probe.style.color = 'var(--danger)';
      const { color } = getComputedStyle(probe);
      probe.remove();
      return color;
    });
    await expect(pill).toHaveCSS('background-color', red);
    await expectAccessible(page);
    await pill.getByRole('button', { name: say('seating.clock.extend', { left: 2 }) }).click();
    await expect(timer).toHaveText(/[45]:\d\d/);

    await expireHold(await holdOf(person));
    await untilShown(say('seating.trouble.expiredTitle'));
    await expectExpiryAnnounced(page, say);
    await expectAccessible(page);
    await program(person).queue.leave.mutate({ concertId: 1 });
  },
);
