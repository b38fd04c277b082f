import type { Browser } from '@playwright/test';
import { randomUUID } from 'node:crypto';
import { generateSync } from 'otplib';
import sharp from 'sharp';
import { momentAsTyped } from '#components/admin/control.ts';
import { formatsOf } from '#components/format.tsx';
import { expect, test } from './empty-installation.ts';
import {
  admittedProgram,
  aPerson,
  expectSoundPage,
  openDialog,
  type Page,
  type Person,
  program,
  type Say,
  signIn,
} from './fixtures.ts';

const dayMs = 86_400_000;
const price = 90_000;
const charged = 200_000;
/** Open pages show each control within two seconds of its answer. */
const twoSeconds = { timeout: 2_000 };

const inDays = (days: number): string =>
  `${new Date(Date.now() + days * dayMs).toISOString().slice(0, 16)}:00.000Z`;
const press = (page: Page, name: string) => page.getByRole('button', { name, exact: true }).click();
const done = (page: Page, text: string) =>
  expect(page.getByRole('status').filter({ hasText: text })).toBeVisible();

async function signInByForm(page: Page, say: Say, owner: { email: string; password: string }) {
  await page.goto('/admin/security');
  await page.getByLabel(say('account.email')).fill(owner.email);
  await page.getByLabel(say('account.password'), { exact: true }).fill(owner.password);
  await press(page, say('account.signIn'));
  await page.waitForURL(({ pathname }) => pathname.endsWith('/admin/security'));
}

/** Sets up the authenticator app, without which the server refuses every change of staff. */
async function addSecondFactor(page: Page, say: Say): Promise<void> {
  const text = (key: string) => say(`admin.secondFactor.${key}`);
  const adding = say('staff.security.addTOTP');
  const dialog = await openDialog(page, adding, adding);
  await dialog.getByRole('button', { name: text('enrol') }).click();
  const secret = await dialog.getByRole('code').innerText();
  await dialog.getByLabel(text('code'), { exact: true }).fill(generateSync({ secret }));
  await dialog.getByRole('button', { name: text('confirm'), exact: true }).click();
  await expect(dialog).toBeHidden();
}

/** Creates a draft with a poster, all texts and an open sale. Returns the concert's id. */
async function createDraft(page: Page, say: Say): Promise<number> {
  await page.goto('/admin/concerts/new');
  const field = (name: string) => page.locator(`[name="${name}"]`);
  const create = say('editing.create');
  await expect(async () => {
    await press(page, create);
    await expect(field('title.ko')).toBeFocused({ timeout: 1_000 });
  }).toPass();
  for (const name of ['title', 'venue', 'description'])
    for (const language of ['ko', 'en'])
      await field(`${name}.${language}`).fill(language === 'ko' ? '새 공연' : 'A new concert');
  await field('opensAt').fill(momentAsTyped(inDays(-1)));
  const buffer = await sharp({
    create: { width: 60, height: 80, channels: 3, background: '#369' },
  })
    .png()
    .toBuffer();
  const file = { name: 'poster.png', mimeType: 'image/png', buffer };
  await field('posterId').setInputFiles(file);
  await expect(page.getByRole('img', { name: say('editing.poster.alt') })).toBeVisible();
  await press(page, create);
  await page.waitForURL(/\/admin\/concerts\/\d+\/settings$/);
  return Number(/concerts\/(\d+)/.exec(page.url())?.[1]);
}

/** Adds a date with `count` seats, or as a copy of the latest date. */
async function addDate(page: Page, say: Say, startsAt: string, count?: number): Promise<void> {
  const text = (key: string) => say(`editing.dates.add.${key}`);
  const dialog = await openDialog(page, text('open'), text('title'));
  await dialog.getByLabel(say('editing.start.label')).fill(momentAsTyped(startsAt));
  if (count !== undefined) {
    await dialog.getByLabel(text('label.count')).fill(String(count));
    await dialog.getByLabel(text('label.price')).fill(String(price));
  }
  await dialog.getByRole('button', { name: text('action'), exact: true }).click();
  await expect(dialog).toBeHidden();
}

async function publish(page: Page, say: Say): Promise<void> {
  const text = (key: string) => say(`editing.life.publish.${key}`);
  const dialog = await openDialog(page, text('action'), text('title'));
  await dialog.getByRole('button', { name: text('action') }).click();
  await done(page, text('done'));
}

/** Opens the drawer of a seat, and presses one of its controls. */
async function openSeatVerb(page: Page, say: Say, seat: number, verb: string) {
  const drawer = page.getByRole('dialog', { name: say('admin.seatName', { seat, grade: 'R' }) });
  await expect(async () => {
    if (!(await drawer.isVisible()))
      await page.locator(`#seat-${String(seat)}`).click({ timeout: 2_000 });
    await expect(drawer).toBeVisible({ timeout: 1_000 });
  }).toPass();
  await drawer
    .getByRole('button', { name: say(`console.seatVerb.${verb}.action`), exact: true })
    .click();
  return drawer;
}

async function withReason(page: Page, say: Say, reason: string, confirm: string): Promise<void> {
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel(say('admin.reason'), { exact: true }).fill(reason);
  await dialog.getByRole('button', { name: confirm, exact: true }).click();
  await expect(dialog).toBeHidden();
}

interface Fan {
  person: Person;
  page: Page;
}

/** Signs up a person with money in the wallet, in a browser of their own. */
async function aFan(browser: Browser, locale: string, baseURL: string): Promise<Fan> {
  const person = await aPerson();
  await program(person).wallet.charge.mutate({ amount: charged, idempotencyKey: randomUUID() });
  const context = await browser.newContext();
  await context.addCookies([{ name: 'jari-locale', value: locale, url: baseURL }]);
  await signIn(context, person);
  return { person, page: await context.newPage() };
}

/** Joins the queue and buys seats by calls. Returns the reservation's id. */
async function buy(
  { person }: Fan,
  show: { concertId: number; performanceId: number },
  seats: number[],
) {
  const admitted = await admittedProgram(person, show.concertId);
  const { reservationId } = await admitted.seating.hold.mutate({
    performanceId: show.performanceId,
    seats,
  });
  await admitted.payment.pay.mutate({ reservationId, idempotencyKey: randomUUID() });
  return reservationId;
}

test(
  'from an empty database: an owner creates, publishes and sells a concert, steers it and cancels it, and every fan is refunded',
  { tag: '@both' },
  async ({ page, browser, installation, say, locale_ }) => {
    test.setTimeout(180_000);
    const { moment, won } = formatsOf(locale_, Date.now());
    await signInByForm(page, say, installation.owner);
    await addSecondFactor(page, say);
    const concertId = await createDraft(page, say);
    const [first, second] = [inDays(20), inDays(21)];
    await addDate(page, say, first, 50);
    await addDate(page, say, second);
    await publish(page, say);

    const fans = await Promise.all([1, 2, 3].map(() => aFan(browser, locale_, installation.url)));
    const [one, two, three] = fans as [Fan, Fan, Fan];
    const { dates } = await program(one.person).catalog.concert.query({ concertId });
    const performanceId = dates[0]?.performanceId ?? 0;
    const show = { concertId, performanceId };
    const reservationId = await buy(one, show, [1, 2]);
    await buy(two, show, [3]);

    // The third fan goes through the queue in the browser.
    const goToSeats = async () => {
      await three.page.goto(`/concerts/${concertId}/queue`);
      await three.page.waitForURL(/\/dates/);
      await three.page.locator(`a[href*="/seats/${performanceId}"]`).click();
    };
    await goToSeats();
    const seatButton = (seat: number, state: string) =>
      three.page.getByRole('button', {
        name: say('seating.seat', {
          seat,
          grade: 'R',
          price: won(price),
          state: say(`seating.state.${state}`),
        }),
        exact: true,
      });
    await seatButton(5, 'available').click();
    await expect(seatButton(5, 'mine')).toBeVisible();

    await page.goto(`/admin/concerts/${concertId}/seats`);
    await openSeatVerb(page, say, 20, 'block');
    await withReason(page, say, 'camera', say('console.seatVerb.block.confirm', { seats: '20' }));
    await expect(seatButton(20, 'blocked')).toBeVisible();

    await openSeatVerb(page, say, 5, 'release');
    await expectSoundPage(page);
    const release = say('console.seatVerb.release.confirm', { seats: '5' });
    await withReason(page, say, 'a wrong row', release);
    const reason = say('seating.trouble.released', { reason: '\u2068a wrong row\u2069' });
    await expect(three.page.getByText(reason)).toBeVisible(twoSeconds);
    await expectSoundPage(three.page);
    await seatButton(6, 'available').click();
    await expect(seatButton(6, 'mine')).toBeVisible();
    await buy(three, show, [6]);

    const refunding = await openSeatVerb(page, say, 2, 'refund');
    await refunding
      .getByRole('checkbox', { name: say('console.refund.seat', { seat: 1, grade: 'R' }) })
      .uncheck();
    const refund = say('console.refund.confirm', { amount: won(price) });
    await withReason(page, say, 'one comes less', refund);
    const balanceOf = async ({ person }: Fan) =>
      (await program(person).wallet.balance.query()).balance;
    expect(await balanceOf(one)).toBe(charged - price);

    // Fan 1 looks at the booking, fan 2 at all bookings, and fan 3 at the seats of the date.
    await goToSeats();
    await expect(seatButton(7, 'available')).toBeVisible();
    await one.page.goto(`/reservations/${reservationId}`);
    await two.page.goto('/reservations');
    await page.goto(`/admin/concerts/${concertId}/settings`);
    const title = say('editing.cancel.dateTitle', { date: moment(first) });
    await openDialog(page, `${say('editing.dates.cancel')} · ${moment(first)}`, title);
    await expectSoundPage(page);
    const total = won(3 * price);
    await withReason(
      page,
      say,
      'the hall is closed',
      say('editing.cancel.confirm', { amount: total }),
    );
    const cancelled = three.page.getByRole('heading', {
      level: 1,
      name: say('seating.cancelled.dateTitle'),
    });
    await Promise.all([
      expect(one.page.getByText(say('tickets.cancelledTitle'))).toBeVisible(twoSeconds),
      expect(two.page.getByText(say('tickets.dateCancelled')).first()).toBeVisible(twoSeconds),
      expect(cancelled).toBeVisible(twoSeconds),
    ]);
    await expect(
      one.page.getByText(say('tickets.cancelledReason', { reason: 'the hall is closed' })),
    ).toBeVisible();
    await expect(three.page.getByText(say('seating.cancelled.paid'))).toBeVisible();
    await expect.poll(() => Promise.all(fans.map(balanceOf))).toEqual(fans.map(() => charged));
    await expect(
      one.page.getByText(say('tickets.cancelledRefunded', { amount: won(price) })),
    ).toBeVisible();
    await expectSoundPage(one.page);
    await Promise.all(fans.map((fan) => fan.page.context().close()));
  },
);
