import { randomUUID } from 'node:crypto';
import { at, expect, expectAccessible, expectFitting, test } from './fixtures.ts';

test('the golden path: sign up, join, date, seats, top-up, payment, ticket, with a reload at every step', async ({
  page,
  say,
}) => {
  test.setTimeout(180_000);
  // pages.spec.ts runs axe on the pages before the seats, in the same sizes and languages.
  const expectSound = async () => {
    await expectAccessible(page);
    await expectFitting(page);
  };

  await page.goto('/');
  await expectFitting(page);
  await page.locator('a[href$="/concerts/1"]').first().click();
  await expect(page).toHaveURL(/\/concerts\/1$/);
  const book = page.locator('a[href*="/concerts/1/queue?date="]');
  await expect(book).toBeVisible();
  await expectFitting(page);
  const date = new URL((await book.getAttribute('href')) ?? '', page.url()).searchParams.get(
    'date',
  );
  await book.click();

  await expect(page).toHaveURL(/\/sign-in/);
  await expectFitting(page);
  await page.getByRole('link', { name: say('account.toSignUp') }).click();
  await expect(page).toHaveURL(/\/sign-up/);
  await expectFitting(page);
  await page.getByLabel(say('account.name')).fill('손님');
  await page.getByLabel(say('account.email')).fill(`${randomUUID()}@jari.example`);
  await page.getByLabel(say('account.password'), { exact: true }).fill('a password of mine');
  await page.getByRole('button', { name: say('account.signUp') }).click();

  // The waiting room leads to the date's seats at once, because the queue has free capacity.
  await expect(page).toHaveURL(at(`/concerts/1/seats/${String(date)}`));
  await page.goto('/concerts/1/dates');
  await expect(
    page.getByRole('heading', { level: 1, name: say('seating.dates.title') }),
  ).toBeVisible();
  await expectFitting(page);
  await page.locator('a[href*="/concerts/1/seats/"]').first().click();

  await expect(
    page.getByRole('heading', { level: 1, name: say('seating.map.title') }),
  ).toBeVisible();
  const free = page.getByRole('button', {
    name: new RegExp(`, ${say('seating.state.available')}$`),
  });
  await free.first().click();
  const mine = page.getByRole('button', { name: new RegExp(`, ${say('seating.state.mine')}$`) });
  await expect(mine).toHaveCount(1);
  await free.first().click();
  await expect(mine).toHaveCount(2);
  await expectSound();
  await page.reload();
  await expect(mine).toHaveCount(2);
  await page.getByRole('link', { name: say('seating.summary.checkout', { count: 2 }) }).click();

  await expect(page.getByRole('heading', { level: 1, name: say('checkout.title') })).toBeVisible();
  await page.getByText(say('checkout.fees.details')).click();
  const fees = page.getByRole('list', { name: say('checkout.fees.title') });
  await expect(fees.getByRole('listitem').last()).toHaveText(
    new RegExp(say('tickets.fees.notFrom', { from: '@' }).replace('@', '.+')),
  );
  await expectSound();
  await page.reload();
  // One press charges the missing amount and pays.
  const pay = page.getByRole('button', {
    name: new RegExp(say('checkout.pay.chargeAndPay', { amount: '@' }).replace('@', '.+')),
  });
  await expect(page.getByRole('timer')).toHaveText(/\d/);
  await pay.click();

  await expect(page).toHaveURL(/\/reservations\/\d+$/);
  await expect(page.getByRole('img', { name: /QR/ })).toHaveCount(2);
  await page.reload();
  await expect(page.getByRole('img', { name: /QR/ })).toHaveCount(2);
  await expectSound();

  // The payment ends the turn, so pages that require a turn link to the tickets.
  await page.goto('/concerts/1/dates');
  await expect(
    page.getByRole('heading', { level: 1, name: say('checkout.outcome.PAID.title') }),
  ).toBeVisible();
  await expectSound();
});
