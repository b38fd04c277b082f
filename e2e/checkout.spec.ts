import { formatsOf } from '#components/format.tsx';
import { expect, expectAccessible, expectFitting, expireHold, test } from './fixtures.ts';
import { aDate, enter, expectReady, sizes, withHold } from './sale-fixtures.ts';

test(
  'with a short balance, four presses lead from the dates to the ticket; at every size the last one is in the window',
  { tag: '@both' },
  async ({ page, say, locale_ }) => {
    const { hers } = await enter(page.context());
    await hers.wallet.charge.mutate({ amount: 1_000, idempotencyKey: 'before-hand' });
    await page.goto('/concerts/1/queue');
    await page.locator('a[href*="/seats/"]').last().click();
    await expectReady(page);
    const best = page.getByRole('toolbar', { name: say('seating.best.label') });
    await best.getByRole('button', { name: say('seating.best.party', { count: 2 }) }).click();
    await expect(page.locator('[data-seat]:focus')).toHaveAttribute('aria-pressed', 'true');
    await page.getByRole('link', { name: say('seating.summary.checkout', { count: 2 }) }).click();
    const [held] = await hers.reservation.mine.query();
    const missing = formatsOf(locale_, 0).won((held?.price ?? 0) - 1_000);
    const pay = page.getByRole('button', {
      name: say('checkout.pay.chargeAndPay', { amount: missing }),
    });
    await expectReady(page);
    for (const size of sizes) {
      await page.setViewportSize(size);
      await expect(pay).toBeInViewport({ ratio: 1 });
      await expectFitting(page);
    }
    await page.setViewportSize({ width: 390, height: 844 });
    await expectAccessible(page);
    await pay.click();
    await expect(page).toHaveURL(new RegExp(`/reservations/${String(held?.reservationId)}$`));
    expect(await hers.wallet.balance.query()).toEqual({ balance: 0 });
  },
);

test('if the payment is refused after the charge, the page says exactly that, and the money stays in the wallet', async ({
  page,
  say,
}) => {
  const { hers, reservationId, price } = await withHold(page, await aDate(2));
  await page.goto(`/checkout/${reservationId}`);
  await expectReady(page);
  const amount = `${price.toLocaleString('en-US')}원`;
  await page.route(
    /payment\.pay/,
    async (route) => {
      const body = [{ error: { message: 'x', code: -32_009, data: refusal } }];
      await route.fulfill({ status: 409, json: body });
    },
    { times: 1 },
  );
  const refusal = { code: 'CONFLICT', httpStatus: 409, refusal: { code: 'NOT_HELD' } };
  await page.getByRole('button', { name: say('checkout.pay.chargeAndPay', { amount }) }).click();
  const said = page.getByRole('alert').filter({ hasText: say('errors.NOT_HELD') });
  await expect(said).toContainText(say('checkout.news.chargedNotPaid', { amount }));
  await expectAccessible(page);
  expect(await hers.wallet.balance.query()).toEqual({ balance: price });

  // The same after an expiry, whose page replaces the form.
  await expireHold(reservationId);
  await expect(page.getByText(say('checkout.outcome.EXPIRED.title'))).toBeVisible();
  await expect(page.getByText(say('checkout.news.chargedOnly', { amount }))).toBeVisible();
  await expectAccessible(page);
  await hers.queue.leave.mutate({ concertId: 1 });
});

test('a hold can be extended; an expired hold says so, charges nothing and leads back to the seats', async ({
  page,
  say,
}) => {
  const { hers, reservationId, price } = await withHold(page, await aDate(3));
  await hers.wallet.charge.mutate({ amount: price, idempotencyKey: 'enough-money' });
  await page.goto(`/checkout/${reservationId}`);
  await expectReady(page);
  await page.getByRole('button', { name: say('checkout.more') }).click();
  const dialog = page.getByRole('dialog', { name: say('checkout.more') });
  const more = (left: number) =>
    dialog.getByRole('button', { name: say('seating.clock.extend', { left }), exact: true });
  for (const left of [2, 1]) {
    await more(left).click();
    await expect(more(left - 1)).toBeFocused();
    await expect(
      dialog.getByText(say('seating.clock.extended', { left: left - 1 })),
    ).toBeAttached();
  }
  await expectAccessible(page);
  await page.keyboard.press('Escape');
  await expireHold(reservationId);
  await expect(page.getByText(say('checkout.outcome.EXPIRED.title'))).toBeVisible();
  await page.reload();
  await expect(page.getByText(say('checkout.outcome.EXPIRED.title'))).toBeVisible();
  expect(await hers.wallet.balance.query()).toEqual({ balance: price });
});
