// Tests calls with an unknown outcome, and sessions that end or change.
import type { Route } from '@playwright/test';
import {
  admittedProgram,
  aPerson,
  expect,
  expireHold,
  holdFree,
  type Page,
  type Person,
  program,
  type Say,
  signIn,
  expectSoundPage,
  test,
  withoutRedis,
} from './fixtures.ts';

/** Opens the checkout as a user who holds a seat and, if `rich`, has enough money. */
async function atCheckout(page: Page, { rich }: { rich: boolean }) {
  const person = await aPerson();
  await signIn(page.context(), person);
  const hers = await admittedProgram(person, 1);
  const { dates } = await hers.catalog.concert.query({ concertId: 1 });
  const performanceId = dates[3]?.performanceId ?? 0;
  const { reservationId, price } = await holdFree(hers, performanceId);
  if (rich) await hers.wallet.charge.mutate({ amount: price, idempotencyKey: 'enough-money' });
  await page.goto('/concerts/1/queue');
  await expect(page).toHaveURL(/\/concerts\/1\/dates/);
  await page.goto(`/concerts/1/seats/${performanceId}`);
  await expect(page.getByRole('timer').first()).toHaveText(/\d/);
  await page.goto(`/checkout/${reservationId}`);
  // A running clock shows that hydration is complete.
  await expect(page.getByRole('timer').first()).toHaveText(/\d/);
  return { person, hers, reservationId, performanceId, price };
}

const payButton = (page: Page, say: Say) =>
  page.getByRole('button', { name: new RegExp(say('checkout.pay.pay', { price: '.*' })) });

/** Handles a procedure's requests with `how`. The returned function restores normal requests. */
async function troubled(page: Page, procedure: string, how: (route: Route) => Promise<void>) {
  const address = new RegExp(`/api/trpc/[^?]*${procedure.replace('.', '\\.')}`);
  await page.route(address, how);
  return () => page.unrouteAll({ behavior: 'wait' });
}
const lostOnItsWay = (route: Route) => route.abort();
/** Lets the server execute the call, but drops the answer. */
const answerLost = async (route: Route) => {
  await route.fetch();
  await route.abort().catch(() => undefined); // a page reload may abort the request first
};

test('a payment during an outage completes without a second press, and the back button leads to the booking', async ({
  page,
  say,
}) => {
  const { hers, reservationId } = await atCheckout(page, { rich: true });
  await withoutRedis(async () => {
    await payButton(page, say).click();
    await expect(page.getByText(say('checkout.checking.pay'))).toBeVisible();
    await expect(page.getByRole('timer')).toHaveCount(0);
    await expectSoundPage(page);
  });
  await expect(page).toHaveURL(new RegExp(`/reservations/${reservationId}$`));
  await expect(page.locator('h1:focus')).toHaveText(say('tickets.paid.title'));
  await expect(
    page.getByRole('status').filter({ hasText: say('tickets.paid.about', { count: 1 }) }),
  ).toBeVisible();
  await expectSoundPage(page);
  await page.goBack();
  await expect(
    page.getByRole('heading', { level: 1, name: say('checkout.outcome.PAID.title') }),
  ).toBeVisible();
  await page.getByRole('link', { name: say('checkout.outcome.PAID.next') }).click();
  await expect(page.getByRole('img', { name: /QR/ })).toHaveCount(1);
  expect(await hers.wallet.balance.query()).toEqual({ balance: 0 });
});

test('while a payment has no answer, the page states no outcome, even after the hold expires', async ({
  page,
  say,
}) => {
  const { hers, reservationId, price } = await atCheckout(page, { rich: true });
  const arrives = await troubled(page, 'payment.pay', lostOnItsWay);
  await payButton(page, say).click();
  await expect(page.getByText(say('checkout.checking.pay'))).toBeVisible();
  await expireHold(reservationId);
  // The page reads the expired hold when the tab becomes visible, unless its data is still fresh.
  await expect(async () => {
    const learned = page.waitForResponse(
      async (response) =>
        response.url().includes('reservation.get') &&
        (await response.text()).includes('"status":"EXPIRED"'),
      { timeout: 500 },
    );
    await page.evaluate(() => window.dispatchEvent(new Event('visibilitychange')));
    await learned;
  }).toPass();
  await page.waitForRequest(/payment\.pay/); // it is repeated with the hold expired
  await expect(page.getByText(say('checkout.checking.pay'))).toBeVisible();
  await expect(page.getByText(say('checkout.outcome.EXPIRED.about'))).toHaveCount(0);
  await arrives();
  await expect(
    page.getByRole('heading', { level: 1, name: say('checkout.outcome.EXPIRED.title') }),
  ).toBeVisible();
  expect(await hers.wallet.balance.query()).toEqual({ balance: price });
});

test('after a reload, the page resolves a top-up with a lost answer, which runs once; full-width digits are accepted', async ({
  page,
  context,
  say,
}) => {
  const person = await aPerson();
  await signIn(context, person);
  await page.goto('/wallet');
  const field = page.getByLabel(say('wallet.amount'), { exact: true });
  const charge = page.getByRole('button', { name: say('wallet.charge'), exact: true });
  const entries = page.getByRole('region', { name: say('wallet.history') }).getByRole('listitem');
  await expect(async () => {
    await field.fill('１０，０００');
    await expect(page.getByText(say('wallet.amountHint', { max: '' }).slice(0, 8))).toHaveCount(0, {
      timeout: 1_000,
    });
  }).toPass();
  const arrives = await troubled(page, 'wallet.charge', answerLost);
  await charge.click();
  const checking = page.getByText(new RegExp(say('checkout.checking.charge', { amount: '.*' })));
  await expect(checking).toBeVisible();
  // The tab stores the idempotency key, so the page shows no warning against a reload.
  await expect(page.getByText(say('checkout.checking.unsaved'))).toHaveCount(0);
  await expectSoundPage(page);
  await page.reload();
  await expect(checking).toBeVisible();
  await arrives();
  await expect(page.getByText(new RegExp(say('wallet.charged', { amount: '.*' })))).toBeVisible();
  await expect(checking).toHaveCount(0);
  await expect(entries).toHaveCount(1);

  // The next attempt hides the message about the last success.
  await charge.click();
  await expect(field).toHaveAttribute('aria-invalid', 'true');
  await expect(page.getByText(new RegExp(say('wallet.charged', { amount: '.*' })))).toHaveCount(0);
  expect(await program(person).wallet.balance.query()).toEqual({ balance: 10_000 });
});

async function signInByForm(page: Page, say: Say, { email, password }: Person): Promise<void> {
  await page.getByLabel(say('account.email')).fill(email);
  await page.getByLabel(say('account.password'), { exact: true }).fill(password);
  await page.getByRole('button', { name: say('account.signIn') }).click();
}

test('after a session ended in another tab, signing in shows the same hold, and another user sees nothing of it', async ({
  page,
  context,
  say,
}) => {
  const { person, hers, reservationId } = await atCheckout(page, { rich: true });
  const ended = page.getByRole('heading', { level: 1, name: say('account.ended.title') });
  await context.clearCookies({ name: 'next-auth.session-token' });
  const otherTab = await context.newPage();
  await otherTab.goto('/'); // a sign-out in the other tab also leads to `/`
  await expect(ended).toBeVisible();
  await expect(page.locator('h1:focus, h1 :focus')).toHaveText(say('account.ended.title'));
  await expectSoundPage(page);
  await page.getByRole('link', { name: say('account.ended.signIn') }).click();
  await signInByForm(page, say, person);
  await expect(page).toHaveURL(new RegExp(`/checkout/${reservationId}$`));
  await expect(page.getByRole('timer').first()).toHaveText(/\d/);

  // Without the other tab's announcement, this tab detects the new session at its next call.
  await otherTab.close();
  await signIn(context, await aPerson());
  await payButton(page, say).click();
  await expect(
    page.getByRole('heading', { level: 1, name: say('common.notFoundTitle') }),
  ).toBeVisible();
  await expect(page).toHaveTitle(`${say('common.notFoundTitle')} · ${say('common.brand')}`);
  expect(await hers.reservation.get.query({ reservationId })).toMatchObject({ status: 'HELD' });
  await hers.queue.leave.mutate({ concertId: 1 });
});
