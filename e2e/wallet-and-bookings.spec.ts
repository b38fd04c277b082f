import { formatsOf } from '#components/format.tsx';
import type { Language } from '#server/config/languages.schema.ts';
import {
  admittedProgram,
  aPerson,
  expect,
  expectSoundPage,
  holdFree,
  type Page,
  type Person,
  program,
  type Say,
  signIn,
  test,
  theAdmin,
} from './fixtures.ts';

const won = (locale: Language, amount: number) =>
  locale === 'en' ? `₩${amount.toLocaleString('en')}` : `${amount.toLocaleString('en')}원`;

/** Buys two seats of the third performance of concert 1. */
async function aBooking(person: Person) {
  const bought = await aHold(person, 2, 2);
  const { hers, reservationId, price } = bought;
  await hers.wallet.charge.mutate({ amount: price, idempotencyKey: 'for-two-seats' });
  await hers.payment.pay.mutate({ reservationId, idempotencyKey: 'two-seats-paid' });
  return bought;
}

/** Holds `count` seats of the performance at index `at` of concert 1. */
async function aHold(person: Person, at: number, count: number) {
  const hers = await admittedProgram(person, 1);
  const { dates } = await hers.catalog.concert.query({ concertId: 1 });
  const performanceId = dates[at]?.performanceId ?? 0;
  return { hers, ...(await holdFree(hers, performanceId, { count })) };
}

test(
  'the amount is grouped while it is typed; a double click tops up once, and its success is never beside an error',
  { tag: '@desktop' },
  async ({ page, context, say, locale_ }) => {
    const person = await aPerson();
    await signIn(context, person);
    await page.goto('/wallet');
    await expect(page.getByText(say('wallet.historyEmpty'))).toBeVisible();

    const field = page.getByLabel(say('wallet.amount'), { exact: true });
    const charge = page.getByRole('button', { name: say('wallet.charge'), exact: true });
    await expect(async () => {
      await field.fill('');
      await field.pressSequentially('616000');
      await expect(field).toHaveValue('616,000', { timeout: 1_000 });
    }).toPass();
    await field.press('ArrowLeft');
    await field.press('Backspace');
    await field.pressSequentially('7');
    await expect(field).toHaveValue('616,070');
    await page.getByRole('button', { name: say('wallet.clearAmount') }).click();
    await expect(field).toBeFocused();
    const add = page.getByRole('button', { name: say('wallet.add.50000'), exact: true });
    await add.click();
    await add.click();
    await expect(field).toHaveValue('100,000');
    await expectSoundPage(page);

    await charge.dblclick();
    const success = page.getByText(
      say('wallet.charged', { amount: formatsOf(locale_, 0).won(100_000) }),
    );
    await expect(success).toBeVisible();
    await expect(field).toHaveValue('');
    const entries = page.getByRole('region', { name: say('wallet.history') }).getByRole('listitem');
    await expect(entries).toHaveCount(1);
    await expect(entries).toContainText(say('wallet.CHARGE'));
    await expect(entries).toContainText(`+${won(locale_, 100_000)}`);
    // The browser's engine formats this time, since the entry is new.
    const time = entries.locator('time');
    const madeAt = (await time.getAttribute('datetime')) ?? '';
    const { time: timeText, day } = formatsOf(locale_, Date.now());
    await expect(time).toHaveText(timeText(madeAt));
    const ofDay = page.getByRole('region', { name: day(madeAt), exact: true });
    await expect(ofDay.getByRole('listitem')).toHaveCount(1);
    await expectSoundPage(page);
    await charge.click();
    await expect(field).toHaveAttribute('aria-invalid', 'true');
    await expect(success).toHaveCount(0);

    await page.reload();
    await expect(entries).toHaveCount(1);
    expect(await program(person).wallet.balance.query()).toEqual({ balance: 100_000 });
  },
);

/** Opens the dialog behind the ⋯ button. */
async function openCancelling(page: Page, say: Say) {
  const dialog = page.getByRole('dialog', { name: say('tickets.cancelTitle') });
  const menu = page.getByRole('button', { name: say('tickets.manage'), exact: true });
  await expect(async () => {
    if ((await menu.getAttribute('aria-expanded')) === 'false') await menu.click();
    await page.getByRole('menuitem', { name: say('tickets.cancel') }).click({ timeout: 1_000 });
  }).toPass();
  await expect(dialog).toBeVisible();
  return dialog;
}

/** Seats as the wallet names them, as in `R 12·13번`. */
function seatsInWords(chosen: { seat: number; grade: string }[], say: Say): string {
  const byGrade = [...Map.groupBy(chosen, ({ grade }) => grade)].map(([grade, seats]) =>
    say('wallet.seats', { grade, seats: seats.map(({ seat }) => seat).join('·') }),
  );
  return byGrade.join(' · ');
}

/**
 * Fails unless the page prints only the tickets, one per sheet, in light colours and without
 * buttons.
 */
async function printsOnlyTickets(page: Page, count: number): Promise<void> {
  await page.emulateMedia({ media: 'print' });
  expect(await page.evaluate(() => getComputedStyle(document.documentElement).colorScheme)).toBe(
    'light',
  );
  for (const role of ['banner', 'contentinfo', 'button', 'link'] as const)
    await expect(page.getByRole(role)).toHaveCount(0);
  await expect(page.getByRole('img')).toHaveCount(count);
  const sheets = (await page.pdf()).toString('latin1').match(/\/Type\s*\/Page\b(?!s)/g) ?? [];
  expect(sheets).toHaveLength(count);
  await page.emulateMedia({ media: null });
}

test(
  'a paid booking has tickets and a calendar file; after a cancellation, the tickets are void and the money is refunded',
  { tag: '@phone' },
  async ({ page, context, say, locale_ }) => {
    const person = await aPerson();
    await signIn(context, person);
    const { hers, chosen, reservationId } = await aBooking(person);

    await page.goto('/reservations');
    const paid = page.getByRole('region', { name: say('tickets.groupPaid') });
    await expect(paid.getByRole('listitem')).toHaveCount(1);
    await expectSoundPage(page);
    await paid.getByRole('link', { name: new RegExp(`^${say('tickets.showTickets')}`) }).click();

    await expect(page).toHaveURL(new RegExp(`/reservations/${reservationId}$`));
    for (const { seat } of chosen)
      await expect(page.getByRole('img', { name: say('tickets.qrLabel', { seat }) })).toBeVisible();
    await expectSoundPage(page);
    const link = await page
      .getByRole('link', { name: say('tickets.addToCalendar') })
      .getAttribute('href');
    const calendar = await page.request.get(link ?? '');
    expect(calendar.headers()['content-type']).toMatch(/^text\/calendar/);
    expect(await calendar.text()).toMatch(/^DTSTART:\d{8}T\d{6}Z\r$/m);
    await expect(page.getByRole('main')).toContainText(`${say('tickets.holder')} 손님`);
    await printsOnlyTickets(page, chosen.length);

    // Without a session, the download link leads to the sign-in page and back.
    const booking = page.url();
    await context.clearCookies({ name: 'next-auth.session-token' });
    await page.goto(link ?? '');
    await expect(page).toHaveURL(/\/sign-in\?/);
    await signIn(context, person);
    await page.reload();
    await expect(page).toHaveURL(booking);
    const download = page.waitForEvent('download');
    await page.getByRole('link', { name: say('tickets.addToCalendar') }).click();
    expect((await download).suggestedFilename()).toMatch(/\.ics$/);

    const { refundIfCancelled, title } = await hers.reservation.get.query({ reservationId });
    const { amount = 0, fee = 0 } = refundIfCancelled ?? {};
    const dialog = await openCancelling(page, say);
    for (const { seat } of chosen) await expect(dialog).toContainText(say('common.seat', { seat }));
    await expectSoundPage(page);
    await dialog
      .getByRole('button', { name: say('tickets.cancelConfirm', { amount: won(locale_, amount) }) })
      .click();
    await expect(page.locator(':focus')).toContainText(say('tickets.ended.CANCELLED'));
    await expect(
      page.getByText(
        say('tickets.refunded', { amount: won(locale_, amount), fee: won(locale_, fee) }),
      ),
    ).toBeVisible();
    await expect(page.getByText(say('tickets.voided'))).toHaveCount(chosen.length);
    for (const { seat } of chosen)
      await expect(page.getByRole('img', { name: say('tickets.qrLabel', { seat }) })).toHaveCount(
        0,
      );
    await expectSoundPage(page);
    await expect(page.getByRole('link', { name: say('tickets.cancelInCalendar') })).toHaveAttribute(
      'href',
      link ?? '',
    );
    expect(await (await page.request.get(link ?? '')).text()).toMatch(
      /^SEQUENCE:1\r\n(.*\r\n)*STATUS:CANCELLED\r$/m,
    );
    // The page of a cancelled booking contains no ticket code.
    expect(await (await page.request.get(page.url())).text()).not.toContain('eyJhbGciOiJFZERTQSI');

    await page.getByRole('link', { name: say('tickets.toWallet') }).click();
    await expect(page.getByRole('strong').filter({ hasText: won(locale_, amount) })).toBeVisible();
    const entries = page.getByRole('region', { name: say('wallet.history') }).getByRole('listitem');
    const newest = entries.first();
    await expect(newest).toContainText(say('wallet.REFUND'));
    await expect(newest).toContainText(`+${won(locale_, amount)}`);
    for (const kind of ['PAYMENT', 'REFUND']) {
      const filter = page.getByRole('button', { name: say(`wallet.filter.${kind}`), exact: true });
      await filter.click();
      await expect(entries).toHaveCount(1);
      await expect(entries).toContainText(say(`wallet.${kind}`));
      const row = entries.getByRole('link');
      await expect(row).toHaveText(`${title} · ${seatsInWords(chosen, say)}`);
      await expect(row).toHaveAttribute('href', `/reservations/${reservationId}`);
    }
    await expectSoundPage(page);
  },
);

/** Grants and records the page's wake locks, because a browser without a screen refuses them. */
const grantsLocks = `
  window.wakeLocks = [];
  const request = async () => {
    const lock = { released: false };
    lock.release = async () => void (lock.released = true);
    window.wakeLocks.push(lock);
    return lock;
  };
  Object.defineProperty(navigator, 'wakeLock', { value: { request } });
`;
/** Returns whether each recorded lock is released. */
const releasedLocks = (page: Page) =>
  page.evaluate<boolean[]>('window.wakeLocks.map(({ released }) => released)');

test(
  'at 360 × 640 a ticket’s seat and code are on one screen, and a press shows them on the whole screen, white in the dark, awake and without scrolling',
  { tag: '@phone' },
  async ({ page, context, say }) => {
    const person = await aPerson();
    await signIn(context, person);
    const { chosen, reservationId } = await aBooking(person);
    const [first = { seat: 0, grade: '' }, second = { seat: 0, grade: '' }] = chosen;
    const size = { width: 360, height: 640 };
    await page.setViewportSize(size);
    await page.emulateMedia({ colorScheme: 'dark' });
    await page.addInitScript(grantsLocks);
    await page.goto(`/reservations/${reservationId}`);
    const partsOf = ({ seat, grade }: typeof first) => ({
      code: page.getByRole('img', { name: say('tickets.qrLabel', { seat }) }),
      heading: page.getByRole('heading', { name: say('tickets.seatAndGrade', { seat, grade }) }),
      open: page.getByRole('button', { name: say('tickets.deck.open', { seat }) }),
    });
    const expectOnScreen = async (ticket: typeof first) => {
      const { code, heading } = partsOf(ticket);
      await expect(code).toBeInViewport({ ratio: 1 });
      await expect(heading).toBeInViewport({ ratio: 1 });
      expect((await code.boundingBox())?.width).toBeGreaterThanOrEqual(240);
    };
    await expectOnScreen(first);
    await expect(partsOf(second).code).not.toBeInViewport();
    await expect(async () => {
      await partsOf(first).open.press('ArrowRight');
      await expect(partsOf(second).open).toBeFocused({ timeout: 1_000 });
    }).toPass();
    await expectOnScreen(second);
    await expect(page.getByText('2/2', { exact: true })).toBeVisible();

    await page.keyboard.press('Enter');
    const screen = page.getByRole('dialog');
    await expect(screen).toHaveAccessibleName(say('tickets.deck.screen', { seat: second.seat }));
    expect(await screen.boundingBox()).toEqual({ x: 0, y: 0, ...size });
    await expect(screen).toHaveCSS('background-color', 'rgb(255, 255, 255)');
    await expect(page.locator('html')).toHaveCSS('overflow', 'hidden');
    expect(await screen.evaluate((it) => it.scrollHeight - it.clientHeight)).toBe(0);
    await expect.poll(() => releasedLocks(page)).toEqual([false]);
    await expectSoundPage(page);
    await page.keyboard.press('ArrowLeft');
    await expect(screen).toHaveAccessibleName(say('tickets.deck.screen', { seat: first.seat }));
    const shown = screen.getByRole('img', { name: say('tickets.qrLabel', { seat: first.seat }) });
    await expect(shown).toBeInViewport({ ratio: 1 });
    expect((await shown.boundingBox())?.width).toBeGreaterThanOrEqual(240);
    await page.keyboard.press('Escape');
    await expect(screen).toHaveCount(0);
    await expect(partsOf(first).open).toBeFocused();
    await expectOnScreen(first);
    await expect.poll(() => releasedLocks(page)).toEqual([true]);

    // Chromium on this system cannot share, so the button copies.
    await context.grantPermissions(['clipboard-read', 'clipboard-write']);
    await page.getByRole('button', { name: say('tickets.share') }).click();
    await expect(page.getByText(say('tickets.copied'))).toBeVisible();
    expect(await page.evaluate(() => navigator.clipboard.readText())).toMatch(/\/concerts\/1$/);
  },
);

test(
  'one seat of a paid booking is cancelled with its own fee and sum, and its ticket alone is void',
  { tag: '@desktop' },
  async ({ page, context, say, locale_ }) => {
    const person = await aPerson();
    await signIn(context, person);
    const { hers, chosen, reservationId } = await aBooking(person);
    const { seatRefunds } = await hers.reservation.get.query({ reservationId });
    const [kept = { seat: 0 }, returned = { seat: 0, amount: 0, fee: 0 }] = seatRefunds;
    const words = { amount: won(locale_, returned.amount), fee: won(locale_, returned.fee) };

    await page.goto(`/reservations/${reservationId}`);
    const dialog = await openCancelling(page, say);
    const seats = dialog.getByRole('group', { name: say('tickets.chooseSeats') });
    for (const { seat } of chosen)
      await expect(seats.getByLabel(say('common.seat', { seat }))).toBeChecked();
    await seats.getByLabel(say('common.seat', { seat: kept.seat })).uncheck();
    await expectSoundPage(page);
    await dialog.getByRole('button', { name: say('tickets.cancelConfirm', words) }).click();
    await expect(
      page
        .getByRole('status')
        .filter({ hasText: say('tickets.returnedTitle', { seats: returned.seat }) }),
    ).toContainText(say('tickets.refunded', words));
    await expect(
      page.getByRole('region', { name: say('tickets.refundOf', { seats: returned.seat }) }),
    ).toContainText(words.amount);
    await expect(page.getByText(say('tickets.voided'))).toHaveCount(1);
    await expect(
      page.getByRole('img', { name: say('tickets.planOf', { seats: kept.seat }), exact: true }),
    ).toBeVisible();
    const code = (seat: number) =>
      page.getByRole('img', { name: say('tickets.qrLabel', { seat }) });
    await expect(code(kept.seat)).toBeVisible();
    await expect(code(returned.seat)).toHaveCount(0);
    await expectSoundPage(page);
  },
);

test(
  'another user’s booking and its calendar file are not found',
  { tag: '@desktop' },
  async ({ page, context, say }) => {
    const { hers, reservationId } = await aHold(await aPerson(), 2, 1);
    await signIn(context, await aPerson());
    const answer = await page.goto(`/reservations/${reservationId}`);
    await expect(
      page.getByRole('heading', { level: 1, name: say('common.notFoundTitle') }),
    ).toBeVisible();
    expect(answer?.status()).toBe(404);
    await expectSoundPage(page);
    expect((await page.request.get(`/reservations/${reservationId}/calendar`)).status()).toBe(404);
    await hers.queue.leave.mutate({ concertId: 1 });
  },
);

test('the administrator sees a held seat with its holder and the time left, on the map and in the table', async ({
  page,
  context,
  say,
}) => {
  const person = await aPerson();
  const { hers, chosen } = await aHold(person, 1, 1);
  const { seat, grade } = chosen[0] ?? { seat: 0, grade: '' };
  await signIn(context, await theAdmin());
  await page.goto('/admin/concerts/1/seats');
  const date = page
    .getByRole('group', { name: say('admin.chooseDate') })
    .getByRole('button')
    .nth(1);
  await expect(async () => {
    await date.click();
    await expect(date).toHaveAttribute('aria-pressed', 'true', { timeout: 1_000 });
  }).toPass();
  await page.locator(`#seat-${seat}`).click();
  const drawer = page.getByRole('dialog', { name: say('admin.seatName', { seat, grade }) });
  await expect(drawer.locator('dd').filter({ hasText: person.userId.slice(0, 8) })).toBeVisible();
  await expect(drawer.locator('dd').filter({ hasText: /^\d:\d\d$/ })).toBeVisible();
  await expectSoundPage(page);
  await page.keyboard.press('Escape');

  await page.getByRole('searchbox').fill(person.email);
  const row = page
    .getByRole('table')
    .getByRole('row')
    .filter({ has: page.getByRole('rowheader') });
  await expect(row).toHaveCount(1);
  await expect(row.getByRole('rowheader')).toHaveText(say('console.seatShort', { seat, grade }));
  await expect(row).toContainText(say('console.seat.held'));
  await expect(row).toContainText(/\d:\d\d/);
  await hers.queue.leave.mutate({ concertId: 1 });
});
