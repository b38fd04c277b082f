import { aPerson, expect, type Page, signIn, test } from './fixtures.ts';
import { expectReady } from './sale-fixtures.ts';

const roundTripMs = 400;

interface Press {
  /** Times in ms since 1970 of the press, and of the frame with the change. */
  pressedAt: number;
  framedAt: number;
  /** Addresses that the page asked for after the press and that answered before the change. */
  answered: string[];
}

/** Measures the next press in the page until an element matches `change`, which none does before. */
async function measurePress(page: Page, change: string): Promise<void> {
  expect(await page.locator(change).count(), change).toBe(0);
  await page.evaluate((selector) => {
    sessionStorage.removeItem('press');
    const since = (at: number) => performance.timeOrigin + at;
    const requests = () => performance.getEntriesByType('resource');
    addEventListener(
      'click',
      ({ timeStamp: pressedAt }) => {
        const watch = new MutationObserver(() => {
          if (document.querySelector(selector) === null) return;
          watch.disconnect();
          const answered = (requests() as PerformanceResourceTiming[])
            .filter(({ startTime, responseEnd }) => startTime >= pressedAt && responseEnd > 0)
            .map(({ name }) => name);
          requestAnimationFrame((framedAt) =>
            sessionStorage.setItem(
              'press',
              JSON.stringify({
                pressedAt: since(pressedAt),
                framedAt: since(framedAt),
                answered,
              }),
            ),
          );
        });
        watch.observe(document, { subtree: true, childList: true, attributes: true });
      },
      { once: true, capture: true },
    );
  }, change);
}

/** Presses with a network whose answers take 400 ms, and waits for the change. */
async function pressSlowly(page: Page, change: string, act: () => Promise<void>): Promise<Press> {
  const devtools = await page.context().newCDPSession(page);
  const latency = (ms: number) =>
    devtools.send('Network.emulateNetworkConditions', {
      offline: false,
      latency: ms,
      downloadThroughput: -1,
      uploadThroughput: -1,
    });
  await measurePress(page, change);
  await latency(roundTripMs);
  await act();
  const found = await page.waitForFunction(() => sessionStorage.getItem('press'), undefined, {
    polling: 20,
  });
  const seen = JSON.parse((await found.jsonValue()) ?? '') as Press;
  await latency(0);
  await devtools.detach();
  return seen;
}

const skeleton = '[data-skeleton]';

test('at a round trip of 400 ms, every press of a purchase changes the page before any answer', async ({
  page,
  context,
  say,
}) => {
  const times: [string, number][] = [];
  const presses = async (name: string, change: string, act: () => Promise<void>) => {
    const { pressedAt, framedAt, answered } = await pressSlowly(page, change, act);
    expect([name, answered]).toEqual([name, []]);
    times.push([name, Math.round(framedAt - pressedAt)]);
  };
  const arrives = async (path: RegExp) => {
    await expect(page).toHaveURL(path);
    await expect(page.locator(skeleton)).toHaveCount(0);
  };
  const buyer = await aPerson();
  await signIn(context, buyer);
  await page.goto('/');
  await presses('concert', skeleton, () => page.locator('a[href$="/concerts/1"]').first().click());
  await arrives(/\/concerts\/1$/);
  const day = page.locator('button[data-day][aria-pressed="false"]:enabled').last();
  const chosen = (await day.getAttribute('data-day')) ?? '';
  await presses('day', `[data-day="${chosen}"][aria-pressed="true"]`, () => day.click());
  await presses('waiting room', skeleton, () => page.locator('a[href*="/queue?date="]').click());
  await arrives(/\/seats\/\d+$/);
  await page.goto('/concerts/1/dates');
  await expectReady(page);
  await presses('date', skeleton, () =>
    page.locator('a[href*="/concerts/1/seats/"]').first().click(),
  );
  await arrives(/\/seats\/\d+$/);
  await expectReady(page);
  const seat = page.locator('[data-seat][aria-disabled="false"]').first();
  const number = (await seat.getAttribute('data-seat')) ?? '';
  const taken = `[data-seat="${number}"][aria-pressed="true"]`;
  await presses('seat', taken, () => seat.click());
  await expect(page.locator('a[href*="/checkout/"]')).toBeVisible();
  await page.locator(taken).click();
  const best = page.getByRole('button', { name: say('seating.best.party', { count: 2 }) });
  await expect(best).toHaveAttribute('aria-disabled', 'false');
  await presses('best seats', 'button[aria-busy="true"]', () => best.click());
  await presses('seats chosen', skeleton, () => page.locator('a[href*="/checkout/"]').click());
  await arrives(/\/checkout\/\d+$/);
  await expectReady(page);
  await presses('payment', 'button[aria-busy="true"]', () =>
    page
      .getByRole('button', { name: new RegExp(say('checkout.pay.chargeAndPay', { amount: '.+' })) })
      .click(),
  );
  await arrives(/\/reservations\/\d+$/);
  const tab = (name: string) =>
    page.getByRole('navigation', { name: say('common.menu') }).getByRole('link', { name });
  await presses('wallet', skeleton, () => tab(say('common.wallet')).click());
  await arrives(/\/wallet$/);
  await page.getByRole('textbox').fill('10000');
  await presses('charge', 'button[aria-busy="true"]', () =>
    page.getByRole('button', { name: say('wallet.charge'), exact: true }).click(),
  );
  await presses('tickets', skeleton, () => tab(say('common.reservations')).click());
  await arrives(/\/reservations$/);
  await context.clearCookies({ name: /session/ });
  await page.goto('/sign-in');
  await page.getByLabel(say('account.email')).fill(buyer.email);
  await page.getByLabel(say('account.password'), { exact: true }).fill(buyer.password);
  await presses('sign-in', 'button[aria-busy="true"]', () =>
    page.getByRole('button', { name: say('account.signIn') }).click(),
  );
  test.info().annotations.push({ type: 'ms', description: JSON.stringify(times) });
});

test('negative control: a change that waits for the answer is detected', async ({ page }) => {
  await page.goto('/');
  const { answered } = await pressSlowly(page, '[data-book-bar]', () =>
    page.locator('a[href$="/concerts/1"]').first().click(),
  );
  expect(answered).toContainEqual(expect.stringContaining('/concerts/1?_rsc='));
});
