import type { Locator } from '@playwright/test';
import { personInWords } from '#components/admin/refund.ts';
import { formatsOf } from '#components/format.tsx';
import { said } from './console-fixtures.ts';
import {
  expect,
  expectSoundPage,
  type Page,
  program,
  type Say,
  signIn,
  sql,
  test,
  theAdmin,
} from './fixtures.ts';
import { buySeats } from './purchase.ts';

const inWords = ({ seat, grade }: { seat: number; grade: string }) => ({ seat, grade });

/** Buys two seats of concert 1 for a new person, the last free ones of its first date. */
async function buyTwo() {
  const [first] = await sql(
    'SELECT min(id) AS id FROM performances WHERE concert_id = 1 AND starts_at > clock_timestamp()',
  );
  const performanceId = Number(first?.['id']);
  const { seats, ...bought } = await buySeats(performanceId, { count: 2, last: true });
  return { ...bought, chosen: seats.map((seat) => ({ ...seat, performanceId })) };
}

/** Presses a seat of the map until its drawer opens. */
async function openSeat(page: Page, say: Say, seat: { seat: number; grade: string }) {
  const drawer = page.getByRole('dialog', { name: say('admin.seatName', inWords(seat)) });
  await expect(async () => {
    if (!(await drawer.isVisible()))
      await page.locator(`#seat-${String(seat.seat)}`).click({ timeout: 2_000 });
    await expect(drawer).toBeVisible({ timeout: 1_000 });
  }).toPass();
  return drawer;
}

test('a refund, a void and a block state person, seats and sum before they are made, and then visibly confirm it', async ({
  page,
  context,
  say,
  locale_,
}) => {
  const { buyer, reservationId, chosen } = await buyTwo();
  const [left, returned] = chosen;
  if (left === undefined || returned === undefined) throw new Error('two seats were bought');
  const { won } = formatsOf(locale_, 0);
  const amount = won(returned.price);
  const person = personInWords({ ...buyer, name: '손님' });
  const admin = await theAdmin();
  await signIn(context, admin);
  await page.goto('/admin/concerts/1/seats');
  const refunding = await openSeat(page, say, returned);
  await refunding.getByRole('button', { name: say('console.seatVerb.refund.action') }).click();
  const both = won(left.price + returned.price);
  const effect = { person, seats: `${String(left.seat)}, ${String(returned.seat)}`, amount: both };
  await expect(refunding).toContainText(say('console.refund.effect', effect));
  const keep = refunding.getByRole('checkbox', { name: say('console.refund.seat', inWords(left)) });
  await keep.uncheck();
  const confirm = refunding.getByRole('button', {
    name: say('console.refund.confirm', { amount }),
    exact: true,
  });
  await expect(confirm).toHaveClass(/button-danger/);
  await expectSoundPage(page);
  const reason = page.getByLabel(say('admin.reason'), { exact: true });
  await reason.fill('a wrong seat');
  await confirm.click();
  await expect(
    said(page, say('console.refund.done', { seats: String(returned.seat), amount })),
  ).toBeInViewport();
  expect(await program(buyer).wallet.balance.query()).toEqual({
    balance: 1_000_000 - left.price,
  });

  // Expects the effect of a control, gives its reason and expects its confirmation.
  const apply = async (verb: 'void' | 'block' | 'unblock', words: Record<string, string>) => {
    const text = (key: string) => say(`console.seatVerb.${verb}.${key}`, words);
    await expect(page.getByRole('dialog')).toContainText(text('effect'));
    await reason.fill('a test');
    await page
      .getByRole('button', { name: text('confirm'), exact: true })
      .last()
      .click();
    await expect(said(page, text('done'))).toBeInViewport();
  };
  const voiding = await openSeat(page, say, left);
  const history = voiding.getByRole('region', { name: say('console.timeline.title') });
  await expect(history.getByRole('listitem')).toHaveText([
    new RegExp(say('console.timeline.held', { seats: effect.seats })),
    new RegExp(say('console.timeline.paid', { seats: effect.seats, amount: both })),
    new RegExp('a wrong seat'),
  ]);
  await voiding.getByRole('button', { name: say('console.seatVerb.void.action') }).click();
  await apply('void', { person, seats: String(left.seat) });
  const { tickets } = await program(buyer).reservation.get.query({ reservationId });
  expect(tickets.find(({ seat }) => seat === left.seat)).toMatchObject({ token: null });

  const stateOf = async () =>
    (await program(admin).admin.seatMap.query({ performanceId: returned.performanceId })).find(
      ({ seat }) => seat === returned.seat,
    )?.state;
  await page.getByRole('button', { name: say('console.verb.block'), exact: true }).click();
  await page.locator(`#seat-${String(returned.seat)}`).click();
  const words = { person: '', seats: String(returned.seat) };
  await page.getByRole('button', { name: say('console.seatVerb.block.confirm', words) }).click();
  await apply('block', words);
  expect(await stateOf()).toBe('blocked');
  await page
    .locator('[data-toast]')
    .getByRole('button', { name: say('console.undo') })
    .click();
  await expect(said(page, say('console.undone'))).toBeInViewport();
  expect(await stateOf()).toBe('available');
  const blocking = await openSeat(page, say, returned);
  await blocking
    .getByRole('button', { name: say('console.seatVerb.block.action'), exact: true })
    .click();
  await apply('block', words);
  const unblocking = await openSeat(page, say, returned);
  await unblocking
    .getByRole('button', { name: say('console.seatVerb.unblock.action'), exact: true })
    .click();
  await apply('unblock', words);
  expect(await stateOf()).toBe('available');
});

test(
  'pausing, raising the capacity, refunding two seats and finding a booking take at most 30 presses, each on a visible target',
  { tag: '@both' },
  async ({ page, context, say, locale_ }) => {
    const { buyer, reservationId, chosen } = await buyTwo();
    const { won, number } = formatsOf(locale_, 0);
    const admin = await theAdmin();
    const { capacity } = await program(admin).admin.overview.query({ concertId: 1 });
    const isWide = (page.viewportSize()?.width ?? 0) >= 1_280;
    await signIn(context, admin);
    await page.goto('/admin/concerts/1');
    const scrolled = () => page.evaluate(() => document.documentElement.scrollHeight - innerHeight);
    const expectNoScroll = async () => {
      if (isWide) expect(await scrolled()).toBeLessThanOrEqual(0);
    };
    if (isWide) await expect(page.locator('#seat-1')).toBeInViewport({ ratio: 1 });
    await expectNoScroll();

    let presses = 0;
    const pressOn = async (target: Locator) => {
      await expect(target).toBeInViewport({ ratio: 1 });
      await target.click();
      presses += 1;
    };
    const press = (name: string, within: Page | Locator = page) =>
      pressOn(
        within
          .getByRole('button', { name, exact: true })
          .or(within.getByRole('link', { name, exact: true })),
      );
    const reason = page.getByLabel(say('admin.reason'), { exact: true });
    const enter = async () => {
      await expect(reason).toBeInViewport({ ratio: 1 });
      await reason.press('Enter');
      presses += 1;
    };

    const pause = say(isWide ? 'admin.control.pause.action' : 'console.pauseShort');
    const pauseButton = page.getByRole('button', { name: pause, exact: true });
    await expect(pauseButton).toBeInViewport({ ratio: 1 });
    await expect(async () => {
      if (!(await reason.isVisible())) await pauseButton.click({ timeout: 2_000 });
      await expect(reason).toBeVisible({ timeout: 1_000 });
    }).toPass();
    presses += 1;
    await reason.fill('a test');
    await enter();
    await expect(said(page, say('admin.control.pause.done'))).toBeInViewport();

    const title = say('console.lever.capacity.title');
    if (!isWide) await press(`${title} ${number(capacity)}`);
    const lever = isWide
      ? page.locator('[data-lever="capacity"]')
      : page.getByRole('dialog', { name: title, exact: true });
    await press(say('console.lever.more'), lever);
    await expect(lever.locator('[data-effect]')).toBeInViewport({ ratio: 1 });
    await press('a test', lever);
    await enter();
    await expect(lever.locator('[data-effect]')).toHaveCount(0);
    await expectNoScroll();
    expect((await program(admin).admin.overview.query({ concertId: 1 })).capacity).toBeGreaterThan(
      capacity,
    );
    await expectSoundPage(page);

    await press(say('console.tab.bookings'));
    await page.getByRole('searchbox').fill(buyer.email);
    const found = page.getByRole('main').getByRole('listitem').getByRole('button');
    await expect(found).toHaveCount(1);
    await expect(found).toContainText(say('console.bookings.number', { number: reservationId }));
    await pressOn(found);
    await press(say('console.seatVerb.refund.action'));
    await press('a test', page.getByRole('dialog'));
    const amount = won(chosen.reduce((sum, { price }) => sum + price, 0));
    await press(say('console.refund.confirm', { amount }));
    await expect(
      said(
        page,
        say('console.refund.done', { amount, seats: chosen.map(({ seat }) => seat).join(', ') }),
      ),
    ).toBeInViewport();
    expect(presses).toBeLessThanOrEqual(30);
    expect(await program(buyer).wallet.balance.query()).toEqual({ balance: 1_000_000 });
    await program(admin).admin.queue.set.mutate({
      concertId: 1,
      capacity,
      paused: false,
      reason: 'a test',
    });
  },
);
