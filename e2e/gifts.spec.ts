import {
  admittedProgram,
  aPerson,
  expect,
  expectSoundPage,
  holdFree,
  openAccountMenu,
  type Page,
  signIn,
  sql,
  test,
} from './fixtures.ts';

/** Returns the paths of the pages that the device keeps. */
const pagesOnDevice = (page: Page) =>
  page
    .evaluate(async () => {
      if (!(await caches.has('jari-tickets'))) return [];
      const keys = await (await caches.open('jari-tickets')).keys();
      return keys.map(({ url }) => new URL(url).pathname);
    })
    .catch(() => null); // the page is loading

test(
  'a ticket is offered, withdrawn and offered again on its page, its receiver accepts it, has it without a network, and removes it by signing out, and the other ticket is listed for resale and taken back',
  { tag: '@phone' },
  async ({ page, context, browser, say }) => {
    const [giver, friend] = [await aPerson(), await aPerson()];
    const email = `friend-${friend.userId}@jari.example`;
    await sql(
      'UPDATE users SET email = $1, email_verified_at = clock_timestamp() WHERE id = $2::uuid',
      email,
      friend.userId,
    );
    const hers = await admittedProgram(giver, 1);
    const { dates } = await hers.catalog.concert.query({ concertId: 1 });
    const { reservationId, price } = await holdFree(hers, dates[2]?.performanceId ?? 0, {
      count: 2,
    });
    await hers.wallet.charge.mutate({ amount: price, idempotencyKey: 'for-two-seats' });
    await hers.payment.pay.mutate({ reservationId, idempotencyKey: 'two-seats-paid' });

    await signIn(context, giver);
    await page.goto(`/reservations/${String(reservationId)}`);
    const offer = async () => {
      const menu = page.getByRole('button', { name: say('tickets.manage'), exact: true });
      await expect(async () => {
        if ((await menu.getAttribute('aria-expanded')) === 'false') await menu.click();
        await page
          .getByRole('menuitem', { name: say('tickets.gift.give') })
          .click({ timeout: 1_000 });
      }).toPass();
      const dialog = page.getByRole('dialog', { name: say('tickets.gift.title') });
      await dialog.getByRole('radio').last().check();
      await dialog.getByLabel(say('tickets.gift.email')).fill('nothing');
      await dialog.getByRole('button', { name: say('tickets.gift.send') }).click();
      await expect(dialog.getByText(say('tickets.gift.badAddress'))).toBeVisible();
      await dialog.getByLabel(say('tickets.gift.email')).fill(email);
      await expectSoundPage(page);
      await dialog.getByRole('button', { name: say('tickets.gift.send') }).click();
      await expect(dialog).toHaveCount(0);
    };
    await offer();
    const state = (name: string) =>
      page.getByText(say(`tickets.gift.state.${name}`), { exact: true });
    await expect(state('OPEN')).toBeVisible();
    await page.getByRole('button', { name: say('tickets.gift.withdraw') }).click();
    await expect(state('WITHDRAWN')).toBeVisible();
    await offer();
    await expect(state('OPEN')).toBeVisible();
    await expectSoundPage(page);

    const theirs = await browser.newContext();
    await signIn(theirs, friend);
    const other = await theirs.newPage();
    await other.goto(new URL('/reservations', page.url()).href);
    await expect(other.getByRole('heading', { name: say('tickets.gift.toAccept') })).toBeVisible();
    await expectSoundPage(other);
    await other.getByRole('button', { name: say('tickets.gift.accept') }).click();
    await expect(other).toHaveURL(/\/reservations\/\d+$/);
    await expect(other.getByText(say('tickets.gift.received'))).toBeVisible();
    await expect(other.getByRole('img', { name: /QR/ })).toHaveCount(1);
    const [download] = await Promise.all([
      other.waitForEvent('download'),
      other.getByRole('link', { name: say('tickets.files.pdf') }).click(),
    ]);
    expect(download.suggestedFilename()).toMatch(/^jari-\d+\.pdf$/);
    await expectSoundPage(other);

    await expect.poll(() => pagesOnDevice(other)).toContain(new URL(other.url()).pathname);
    await theirs.setOffline(true);
    await other.reload();
    await expect(other.getByRole('img', { name: /QR/ })).toHaveCount(1);
    await theirs.setOffline(false);
    await other.reload();
    await openAccountMenu(other);
    await other.getByRole('button', { name: say('common.signOut'), exact: true }).click();
    await expect.poll(() => pagesOnDevice(other)).toEqual([]);
    await theirs.close();
    await page.reload();
    await expect(state('ACCEPTED')).toBeVisible();
    await expect(page.getByRole('img', { name: /QR/ })).toHaveCount(1);

    await expect(async () => {
      const menu = page.getByRole('button', { name: say('tickets.manage'), exact: true });
      if ((await menu.getAttribute('aria-expanded')) === 'false') await menu.click();
      await page
        .getByRole('menuitem', { name: say('tickets.resale.handBack') })
        .click({ timeout: 1_000 });
    }).toPass();
    const dialog = page.getByRole('dialog', { name: say('tickets.resale.title') });
    await expect(dialog.getByText(say('tickets.resale.lead'))).toBeVisible();
    await expectSoundPage(page);
    await dialog.getByRole('button', { name: say('tickets.resale.send') }).click();
    await expect(dialog).toHaveCount(0);
    const listed = page.getByRole('heading', { name: say('tickets.resale.listed') });
    await expect(listed).toBeVisible();
    await expect(page.getByRole('img', { name: /QR/ })).toHaveCount(1);
    await expectSoundPage(page);
    await page.getByRole('button', { name: say('tickets.resale.takeBack') }).click();
    await expect(listed).toHaveCount(0);
  },
);
