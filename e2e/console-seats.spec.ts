import type { Locator } from '@playwright/test';
import { formatsOf } from '#components/format.tsx';
import { said } from './console-fixtures.ts';
import {
  expect,
  expectSoundPage,
  type Page,
  program,
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
  const { seats: chosen, ...bought } = await buySeats(Number(first?.['id']), {
    count: 2,
    last: true,
  });
  return { ...bought, chosen };
}

test('a refund shows the buyer, the seats and the amount before it is made, and then a visible confirmation', async ({
  page,
  context,
  say,
  locale_,
}) => {
  const { buyer, chosen } = await buyTwo();
  const [left, returned] = chosen;
  if (left === undefined || returned === undefined) throw new Error('two seats were bought');
  const amount = formatsOf(locale_, 0).won(returned.price);
  await signIn(context, await theAdmin());
  await page.goto('/admin/concerts/1/seats');
  const drawer = page.getByRole('dialog', { name: say('admin.seatName', inWords(returned)) });
  await expect(async () => {
    if (!(await drawer.isVisible()))
      await page.locator(`#seat-${String(returned.seat)}`).click({ timeout: 2_000 });
    await expect(drawer).toBeVisible({ timeout: 1_000 });
  }).toPass();
  await drawer.getByRole('button', { name: say('console.seatVerb.refund.action') }).click();
  for (const text of [buyer.email, `${String(left.seat)}, ${String(returned.seat)}`])
    await expect(drawer).toContainText(text);
  await drawer.getByRole('checkbox', { name: say('console.refund.seat', inWords(left)) }).uncheck();
  const confirm = drawer.getByRole('button', {
    name: say('console.refund.confirm', { amount }),
    exact: true,
  });
  await expect(confirm).toHaveClass(/text-danger/);
  await expectSoundPage(page);
  await drawer.getByLabel(say('admin.reason'), { exact: true }).fill('a wrong seat');
  await confirm.click();
  await expect(
    said(page, say('console.refund.done', { seats: String(returned.seat), amount })),
  ).toBeInViewport();
  expect(await program(buyer).wallet.balance.query()).toEqual({
    balance: 1_000_000 - left.price,
  });
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
