import type { Locator } from '@playwright/test';
import sharp from 'sharp';
import {
  admittedProgram,
  aPerson,
  at,
  expect,
  expectAccessible,
  holdFree,
  type Page,
  program,
  sql,
  test,
  theAdmin,
  withoutRedis,
} from './fixtures.ts';
import { layoutShift } from './queue-fixtures.ts';
import { aDate, choosing, enter, expectReady, seatsOf, sizes, withHold } from './sale-fixtures.ts';

const messageOn = (page: Page) => page.getByRole('main').getByRole('alert');

test('of two browsers that press one seat, one holds it; the other sees why, and takes its neighbour by one press', async ({
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
  await enter(page.context());
  await enter(other);
  const rival = await other.newPage();
  for (const each of [page, rival]) {
    await each.goto(seatsOf(performanceId));
    await expectReady(each);
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
  await loser
    .getByRole('button', { name: say('seating.trouble.takeInstead', { seat: seat - 1 }) })
    .click();
  await expect(loser.locator(`#seat-${String(seat - 1)}`)).toBeFocused();
  await expect(loser.locator(`#seat-${String(seat - 1)}`)).toHaveAttribute('aria-pressed', 'true');
  await expect(messageOn(loser)).toHaveCount(0);
  await other.close();
});

/** Returns what a size breaks: seats that are small, hidden or covered, and bars outside the window. */
const broken = (page: Page) =>
  page.evaluate(() => {
    const isWhole = (box: DOMRect) =>
      box.left >= -0.5 &&
      box.top >= -0.5 &&
      box.right <= innerWidth + 0.5 &&
      box.bottom <= innerHeight + 0.5;
    const seats = [...document.querySelectorAll('[role="grid"] [data-seat]')].flatMap((seat) => {
      const box = seat.getBoundingClientRect();
      const [x, y] = [box.left + box.width / 2, box.top + box.height / 2];
      // The square that a press can hit may touch a bar, but not the drawn seat.
      const edges = [y - box.height * 0.4, y, y + box.height * 0.4];
      const isHit = edges.every((at) => seat.contains(document.elementFromPoint(x, at)));
      return isWhole(box) && isHit && box.width >= 24 && box.height >= 24 ? [] : [seat.id];
    });
    const bars = [
      'header[class]',
      '[role="timer"]',
      'a[href*="/checkout/"]',
      '[aria-pressed]',
    ].filter((bar) => {
      const [found] = [...document.querySelectorAll(`[data-sale] ${bar}`)];
      return found === undefined || !isWhole(found.getBoundingClientRect());
    });
    const { scrollHeight, scrollWidth } = document.documentElement;
    const scrolls = scrollHeight > innerHeight || scrollWidth > innerWidth ? ['scrolls'] : [];
    return [...seats, ...bars, ...scrolls];
  });

/** Returns the name of the latest animation in the seat from now on, or the empty text. */
async function animationsOf(seat: Locator): Promise<() => Promise<string>> {
  await seat.evaluate((node) => {
    node.setAttribute('data-moved', '');
    node.addEventListener('animationstart', (event) => {
      const { target, animationName } = event as AnimationEvent;
      const lasting = target instanceof Element ? target.getAnimations() : [];
      if (lasting.some(({ effect }) => Number(effect?.getComputedTiming().duration) > 10))
        node.setAttribute('data-moved', animationName);
    });
  });
  return async () => (await seat.getAttribute('data-moved')) ?? '';
}

test(
  'at five sizes all 50 seats and the button to pay are in the window, and no message covers a seat; a seat that is taken moves, unless the user wants no motion',
  { tag: '@phone' },
  async ({ page, say }) => {
    const performanceId = await aDate(2);
    const { person, hers } = await enter(page.context());
    const { chosen } = await holdFree(hers, performanceId, { count: 2, last: true });
    await page.goto(seatsOf(performanceId));
    await expectReady(page);
    const grid = page.getByRole('grid', { name: say('seating.map.label') });
    await expect(grid.getByRole('row')).toHaveCount(6);
    await expect(grid.getByRole('gridcell')).toHaveCount(50);
    await expect(grid.getByRole('rowheader').nth(2)).toHaveAccessibleName(
      say('seating.map.row', { grade: 'R', nth: 2, price: '121,000원' }),
    );
    const chips = page.getByRole('toolbar', { name: say('seating.chips.label') });
    const left = say('seating.chips.left', { count: 15 });
    await expect(chips.getByRole('button', { name: /^S/ })).toHaveText(`S15${left}99,000`);
    const rival = await admittedProgram(await aPerson(), 1);
    const lost = (chosen[0]?.seat ?? 0) - 1;
    const seat = page.locator(`#seat-${String(lost)}`);
    const moves = await animationsOf(seat);
    const { reservationId } = await rival.seating.hold.mutate({ performanceId, seats: [lost] });
    const polls: unknown[] = [];
    page.on('request', (request) => request.url().includes('seating.seats') && polls.push(request));
    const stateIs = (state: string) =>
      expect(seat).toHaveAccessibleName(new RegExp(say(`seating.state.${state}`)));
    await stateIs('held');
    expect(polls.length).toBeLessThanOrEqual(2); // one a second, of which the first shows it
    await expect.poll(moves).toBe('fade');
    await page.emulateMedia({ reducedMotion: 'reduce' });
    const still = await animationsOf(seat);
    await rival.seating.release.mutate({ reservationId });
    await stateIs('available');
    await rival.seating.hold.mutate({ performanceId, seats: [lost] });
    await stateIs('held');
    expect(await still()).toBe('');
    await page.emulateMedia({ reducedMotion: null });
    // A seat is as wide as the window lets it be: at least 38 px at 390 px, and 35 px at 360 px.
    const widths = new Map([
      [390, 37.9],
      [360, 34.9],
    ]);
    for (const size of sizes) {
      await page.setViewportSize(size);
      await expect.poll(() => broken(page), JSON.stringify(size)).toEqual([]);
      const box = await seat.boundingBox();
      expect(box?.width).toBeGreaterThanOrEqual(widths.get(size.width) ?? 24);
      await seat.click({ force: true });
      await expect(messageOn(page)).toBeVisible();
      expect(await broken(page), `${JSON.stringify(size)} with a message`).toEqual([]);
      // The message in the lowest window closes by itself, unless it has the pointer.
      if (size.height === 390) await page.mouse.move(0, 0);
      else
        await messageOn(page)
          .getByRole('button', { name: say('common.close') })
          .click();
      await expect(messageOn(page)).toHaveCount(0);
    }
    await page.setViewportSize({ width: 390, height: 844 });
    const seats = (state: string) =>
      page.getByRole('button', { name: new RegExp(`, ${say(`seating.state.${state}`)}$`) });
    const free = Math.min(...(await chromaOf(page, seats('available'))));
    for (const state of ['mine', 'held', 'sold'])
      expect(Math.max(0, ...(await chromaOf(page, seats(state)))), state).toBeLessThan(free);
    await expectAccessible(page);
    await program(person).queue.leave.mutate({ concertId: 1 });
  },
);

test(
  'a hall of 25 columns opens as a whole with its tools, which are one tab stop after the button to pay; a press on a tiny seat magnifies, the next one takes it',
  { tag: '@phone' },
  async ({ page, say }) => {
    const performanceId = await aDate(0);
    const setPlan = (row: string, column: string, kind: string) =>
      sql(
        `UPDATE seats SET plan_row = ${row}, plan_column = ${column},
           kind = CASE WHEN number = 50 THEN '${kind}'::"SeatKind" ELSE kind END
         WHERE performance_id = $1`,
        performanceId,
      );
    const { hers } = await enter(page.context());
    await setPlan('1 + (number - 1) / 25', '1 + (number - 1) % 25', 'WHEELCHAIR');
    await page.addInitScript(() => {
      const { vibrations } = Object.assign(window, { vibrations: [] as unknown[] });
      Object.defineProperty(navigator, 'vibrate', {
        value: (ms: unknown) => vibrations.push(ms) > 0,
      });
    });
    await page.goto(seatsOf(performanceId));
    await expectReady(page);
    const kinds = page.getByRole('list', { name: say('seating.map.kinds') });
    await expect(kinds.getByRole('listitem')).toHaveText([say('seating.kind.WHEELCHAIR')]);
    const tools = page.getByRole('toolbar', { name: say('seating.map.view') });
    await expect(tools).toBeVisible();
    const seat = page.locator('[data-seat="40"]');
    const sideOf = async () => (await seat.boundingBox())?.width ?? 0;
    expect(await sideOf()).toBeLessThan(24);
    const last = await page.locator('[data-seat="50"]').boundingBox();
    expect((last?.x ?? 0) + (last?.width ?? 0)).toBeLessThanOrEqual(390);
    await seat.click();
    await expect.poll(sideOf).toBeGreaterThanOrEqual(24);
    await expect(seat).toBeInViewport({ ratio: 1 });
    await expect(seat).toHaveAttribute('aria-pressed', 'false');
    await seat.click();
    await expect(seat).toHaveAttribute('aria-pressed', 'true');
    await expect(page.locator('a[href*="/checkout/"]')).toBeVisible();
    expect(await page.evaluate(() => Reflect.get(window, 'vibrations') as unknown)).toEqual([10]);
    expect(await tabStopsOf(page.locator('main'))).toEqual([
      say('seating.chips.label'),
      say('seating.map.toList'),
      'seat',
      say('seating.summary.release'),
      say('seating.summary.checkout', { count: 1 }),
      say('seating.map.legend'),
      say('seating.map.view'),
    ]);
    const reset = tools.getByRole('button', { name: say('seating.map.zoomReset') });
    await tools.getByRole('button').first().focus();
    for (let key = 0; key < 2; key++) await page.keyboard.press('ArrowRight');
    await expect(reset).toBeFocused();
    await expectAccessible(page);
    await hers.queue.leave.mutate({ concertId: 1 });
    await setPlan('NULL', 'NULL', 'STANDARD');
  },
);

/** Returns the names of the tab stops in their order; of a toolbar, the toolbar's name. */
const tabStopsOf = (part: Locator): Promise<string[]> =>
  part.evaluate((root) =>
    [...root.querySelectorAll<HTMLElement>('a, button, [tabindex]')]
      .filter(({ tabIndex }) => tabIndex >= 0)
      .map((node) => {
        const toolbar = node.closest('[role="toolbar"]')?.ariaLabel;
        const spoken = node.querySelector('.sr-only')?.textContent ?? node.textContent;
        return toolbar ?? (node.dataset['seat'] === undefined ? spoken : 'seat');
      }),
  );

/**
 * Blurs the page by 8 px. Returns the chroma, 0–255, at the middle of each seat: what catches the
 * eye.
 */
async function chromaOf(page: Page, seats: Locator): Promise<number[]> {
  const { data, info } = await sharp(await page.screenshot())
    .blur(8)
    .raw()
    .toBuffer({ resolveWithObject: true });
  const middles = await seats.evaluateAll((all) =>
    all.map((seat) => {
      const { left, top, width, height } = seat.getBoundingClientRect();
      return [Math.round(left + width / 2), Math.round(top + height / 2)] as const;
    }),
  );
  return middles.map(([x, y]) => {
    const at = (y * info.width + x) * info.channels;
    const colour = [...data.subarray(at, at + 3)];
    return Math.max(...colour) - Math.min(...colour);
  });
}

test(
  'a grade fades the others, a list and a sheet with the dates open; pinching and a double tap magnify',
  { tag: '@phone' },
  async ({ page, say }) => {
    await enter(page.context());
    await page.goto(seatsOf(await aDate(2)));
    await expectReady(page);
    const grades = page.getByRole('toolbar', { name: say('seating.chips.label') });
    await grades.getByRole('button', { name: /^S/ }).click();
    const opacityOf = (seat: number) =>
      page.locator(`#seat-${String(seat)} > g`).evaluate((node) => getComputedStyle(node).opacity);
    await expect.poll(() => opacityOf(1)).toBe('0.25');
    expect(await opacityOf(30)).toBe('1');

    await page.getByRole('button', { name: say('seating.map.toList') }).click();
    await expect(page.getByRole('heading', { level: 2 })).toHaveText([/^S/]);
    await expectAccessible(page);
    await page.getByRole('button', { name: say('seating.map.toMap') }).click();
    await grades.getByRole('button', { name: say('seating.chips.all') }).click();

    for (const [button, sheet] of [
      [new RegExp(say('seating.dates.other')), say('seating.dates.other')],
      [say('seating.map.legend'), say('seating.map.legend')],
    ] as const) {
      await page.getByRole('button', { name: button }).click();
      const dialog = page.getByRole('dialog', { name: sheet });
      await expect(dialog.getByRole('listitem').first()).toBeVisible();
      await expectAccessible(page);
      await page.keyboard.press('Escape');
      await expect(dialog).toHaveCount(0);
    }

    const devtools = await page.context().newCDPSession(page);
    const y = 340; // Both sides of this row have no seat.
    const touch = (type: 'touchStart' | 'touchMove' | 'touchEnd', ...xs: number[]) =>
      devtools.send('Input.dispatchTouchEvent', {
        type,
        touchPoints: xs.map((x, id) => ({ x, y, id })),
      });
    const widthOf = async () => (await page.getByRole('grid').boundingBox())?.width ?? 0;
    const before = await widthOf();
    const tools = page.getByRole('toolbar', { name: say('seating.map.view') });
    await expect(tools).toHaveCount(0);
    await touch('touchStart', 150, 240);
    for (const apart of [100, 120, 135]) await touch('touchMove', 195 - apart, 195 + apart);
    await touch('touchEnd');
    await expect.poll(widthOf).toBeGreaterThan(2 * before);
    await tools.getByRole('button', { name: say('seating.map.zoomReset') }).click();
    await expect.poll(widthOf).toBe(before);
    for (let tap = 0; tap < 2; tap++) {
      await touch('touchStart', 15);
      await touch('touchEnd');
    }
    await expect.poll(widthOf).toBe(2 * before);
    expect(await page.evaluate(() => visualViewport?.scale)).toBe(1);
  },
);

test(
  'from the dates to the ticket by keyboard: each step begins at its title, nothing shifts, and sixteen keys are enough',
  { tag: '@both' },
  async ({ page, say }) => {
    const { hers } = await enter(page.context());
    await hers.wallet.charge.mutate({ amount: 1_000_000, idempotencyKey: 'for-any-seat' });
    const shift = await layoutShift(page);
    await page.goto('/concerts/1/queue');
    await expect(page).toHaveURL(/\/concerts\/1\/dates/);
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
    // The arrow keys, Enter to take a seat and Enter to release it are not needed to buy one.
    const focused = page.locator(':focus');
    const free = new RegExp(say('seating.state.available'));
    await expect(async () => {
      await page.keyboard.press('ArrowRight');
      await expect(focused).toHaveAccessibleName(free, { timeout: 100 });
    }).toPass({ intervals: [0] });
    await page.keyboard.press('Enter');
    await expect(focused).toHaveAccessibleName(new RegExp(say('seating.state.mine')));
    await page.keyboard.press('Enter');
    await expect(focused).toHaveAccessibleName(free);
    await choose();
    await expect(focused).toHaveAccessibleName(new RegExp(say('seating.state.mine')));
    await expect(page.getByRole('timer')).toContainText(
      say('seating.clock.pay', { time: '' }).trim(),
    );
    await goTo('a[href*="/checkout/"]');
    await choose();
    await expect(page).toHaveURL(/\/checkout\//);
    await expect(title).toBeFocused();
    // The sum of all pages, because none is a new document.
    expect(await shift()).toBeLessThanOrEqual(0.01);
    await goTo(`main button:text("${say('checkout.pay.pay', { price: '' }).trim()}")`);
    await choose();
    await expect(page).toHaveURL(/\/reservations\/\d+$/);
    await expect(title).toBeFocused();
    expect(keys).toBeLessThanOrEqual(16);
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

test('an outage while choosing and paying is shown, and the pages recover with the same seats', async ({
  page,
  say,
}) => {
  const performanceId = await aDate(3);
  const { hers, reservationId } = await withHold(page, performanceId);
  const tabs = new Map([
    [`/concerts/1/dates`, page],
    [seatsOf(performanceId), await page.context().newPage()],
    [`/checkout/${reservationId}`, await page.context().newPage()],
  ]);
  await withoutRedis(async () => {
    await Promise.all([...tabs].map(([address, tab]) => tab.goto(address)));
    for (const tab of tabs.values())
      await expect(
        tab.getByRole('heading', { name: say('seating.turn.unavailableTitle') }),
      ).toBeVisible();
    await expectAccessible(page);
  });
  for (const [address, tab] of tabs) {
    await tab.bringToFront();
    await expect(tab.getByRole('timer').first()).toBeVisible();
    await expect(tab).toHaveURL(at(address));
  }
  expect(await hers.reservation.get.query({ reservationId })).toMatchObject({ status: 'HELD' });
  await hers.queue.leave.mutate({ concertId: 1 });
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
  const [checkout, booking] = await Promise.all([context.newPage(), context.newPage()]);
  await Promise.all([
    page.goto(seatsOf(performanceId)),
    checkout.goto(`/checkout/${reservationId}`),
    booking.goto(`/reservations/${reservationId}`),
  ]);
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
  const { person } = await enter(page.context(), 2);
  await page.goto(`/concerts/2/seats/${Number(show?.['id'])}`);
  await expectReady(page);
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
