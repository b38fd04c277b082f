import { globSync } from 'node:fs';
import path from 'node:path';
import { type Language, languageTags, pathIn } from '#server/config/languages.schema.ts';
import {
  admittedProgram,
  aPerson,
  expect,
  expectFitting,
  expectForcedColours,
  holdFree,
  type Page,
  program,
  type Say,
  signIn,
  sql,
  expectSoundPage,
  test,
  theAdmin,
} from './fixtures.ts';
import { queuePath, test as inLine } from './queue-fixtures.ts';

/**
 * Every page, with the users who may see the page. The first test fails if this table lacks a page.
 */
const pages: Record<string, 'anyone' | 'signed in' | 'admitted' | 'admin'> = {
  '/': 'anyone',
  '/sign-in': 'anyone',
  '/sign-up': 'anyone',
  '/verify': 'anyone',
  '/reset': 'anyone',
  '/docs': 'anyone',
  '/practice': 'anyone',
  '/terms': 'anyone',
  '/privacy': 'anyone',
  '/concerts/[concertId]': 'anyone',
  '/concerts/[concertId]/queue': 'signed in',
  '/concerts/[concertId]/waitlist': 'signed in',
  '/concerts/[concertId]/dates': 'admitted',
  '/concerts/[concertId]/seats/[performanceId]': 'admitted',
  '/checkout/[reservationId]': 'admitted',
  '/account': 'signed in',
  '/account/notices': 'signed in',
  '/wallet': 'signed in',
  '/reservations': 'signed in',
  '/reservations/[reservationId]': 'signed in',
  '/admin': 'admin',
  '/admin/concerts/[concertId]': 'admin',
  '/door': 'admin',
  '/door/[performanceId]': 'admin',
  '/admin/audit': 'admin',
  '/admin/integrity': 'admin',
  '/admin/people': 'admin',
  '/admin/people/[userId]': 'admin',
  '/admin/security': 'admin',
  '/admin/staff': 'admin',
  '/admin/concerts/[concertId]/seats': 'admin',
  '/admin/concerts/[concertId]/bookings': 'admin',
  '/admin/concerts/[concertId]/record': 'admin',
  '/admin/concerts/[concertId]/settings': 'admin',
  '/admin/concerts/[concertId]/dates/[performanceId]': 'admin',
  '/admin/concerts/new': 'admin',
  '/admin/plans': 'admin',
};

const protectedPages = Object.entries(pages).filter(([, who]) => who !== 'anyone');

/** Creates a hold at concert 1. The returned `at` inserts the hold's ids into a page's path. */
async function aHold() {
  const person = await aPerson();
  const performanceId = Number(
    (await sql('SELECT min(id) AS id FROM performances WHERE concert_id = 1'))[0]?.['id'],
  );
  const hers = await admittedProgram(person, 1);
  const { reservationId } = await holdFree(hers, performanceId);
  const at = (page: string) =>
    page
      .replace('[concertId]', '1')
      .replace('[performanceId]', String(performanceId))
      .replace('[reservationId]', String(reservationId))
      .replace('[userId]', person.userId);
  return { person, hers, reservationId, at };
}

/** Data of seats in a page's source. */
const seatData = /seatsLeft|\\?"state\\?":\\?"available/;

/**
 * Fails if the page shows seats or the number of free seats, because users without a turn may
 * receive neither.
 */
async function expectNoSeats(page: Page): Promise<void> {
  expect(await page.locator('[id^="seat-"], a[href*="/seats/"]:not([hreflang])').count()).toBe(0);
  expect(await page.content()).not.toMatch(seatData);
}

test('every page is listed', { tag: '@phone' }, () => {
  const found = globSync('app/**/page.tsx', { cwd: path.join(import.meta.dirname, '..') });
  expect(
    found
      .map(
        (file) =>
          `/${path.relative('app', path.dirname(file)).replace(/^\((own|public)\)\/?/, '')}`,
      )
      .sort(),
  ).toEqual(Object.keys(pages).sort());
});

test(
  'a protected page redirects a signed-out user to the sign-in page',
  { tag: '@phone' },
  async ({ page }) => {
    const { at, hers, reservationId } = await aHold();
    for (const [name] of protectedPages) {
      const answer = await page.request.get(at(name), { maxRedirects: 0 });
      const location = answer.headers()['location'];
      expect([name, answer.status(), location]).toEqual([
        name,
        307,
        expect.stringMatching(/\/sign-in\?returnTo=/),
      ]);
      expect(await answer.text()).not.toMatch(seatData);
    }
    await hers.seating.release.mutate({ reservationId });
  },
);

test(
  'a user without a turn sees no seat, and only an administrator sees the console',
  { tag: '@phone' },
  async ({ page, context, say }) => {
    const { at, hers, reservationId } = await aHold();
    const otherUser = await aPerson();
    await signIn(context, otherUser);
    for (const [name, who] of protectedPages) {
      if (name.endsWith('/queue') || who === 'signed in') continue;
      await page.goto(at(name));
      await expectNoSeats(page);
      if (who === 'admin') await expect(page.getByText(say('errors.ADMIN_ONLY'))).toBeVisible();
    }
    await page.goto(at('/reservations/[reservationId]'));
    await expect(page.getByRole('heading', { name: say('common.notFoundTitle') })).toBeVisible();
    await hers.seating.release.mutate({ reservationId });
  },
);

/** Checks the pages of these users, one after the other. */
async function checkPages(
  page: Page,
  at: (page: string) => string,
  ...users: (typeof pages)[string][]
): Promise<void> {
  for (const [name, who] of Object.entries(pages)) {
    if (!users.includes(who) || name.endsWith('/queue')) continue;
    await page.goto(at(name));
    await expect(page.getByRole('heading', { level: 1 }), name).toHaveCount(1);
    await expect(page, name).toHaveTitle(/\S(?<!자리|Jari) · (자리|Jari)$/); // the brand once
    await expectSoundPage(page);
    await expectForcedColours(page);
    expect(await page.getByRole('timer').count(), name).toBeLessThanOrEqual(1);
  }
}

test('every page of guests and buyers has one main heading, a title and at most one clock, is accessible, keeps its edges with forced colours, and fits the screen', async ({
  page,
  context,
}) => {
  test.setTimeout(180_000);
  const { at, person } = await aHold();
  await checkPages(page, at, 'anyone');
  await signIn(context, person);
  // The user is already active, so the waiting room leads to the dates. `waiting-room.spec.ts`
  // covers waiting users.
  await page.goto(at('/concerts/[concertId]/queue'));
  await expect(page).toHaveURL(/\/dates$/);
  await checkPages(page, at, 'signed in', 'admitted');
  await program(person).queue.leave.mutate({ concertId: 1 });
});

// Tests of single features check most of these pages at 1280 px, in English.
test(
  'so has every page of staff, on a phone and in both themes',
  { tag: '@phone' },
  async ({ page, context }) => {
    test.setTimeout(180_000);
    const { at, hers, reservationId } = await aHold();
    await signIn(context, await theAdmin());
    await checkPages(page, at, 'admin');
    await hers.seating.release.mutate({ reservationId });
  },
);

inLine(
  'home, a concert, the sign-in page, the seats and a waiting room are accessible and fit a phone and a desktop in Japanese and Chinese',
  { tag: '@phone' },
  async ({ page, queue }) => {
    test.setTimeout(180_000);
    const guests = ['/', '/concerts/1', '/sign-in'];
    for (const language of ['ja', 'zh'] as const)
      for (const path of guests) await expectSoundIn(page, language, path);
    const person = await queue.enter();
    const hers = await admittedProgram(person, 1);
    const [date] = await hers.catalog.dates.query({ concertId: 1 });
    for (const language of ['ja', 'zh'] as const)
      for (const path of [queuePath, `/concerts/1/seats/${String(date?.performanceId)}`])
        await expectSoundIn(page, language, path);
    await hers.queue.leave.mutate({ concertId: 1 });
  },
);

/** Checks a page in a language at both widths. */
async function expectSoundIn(page: Page, language: Language, path: string): Promise<void> {
  const address = pathIn(language, path);
  await page.setViewportSize({ width: 390, height: 844 });
  await page.goto(address);
  expect(new URL(page.url()).pathname).toBe(address); // detects a redirect
  await expect(page.locator('html')).toHaveAttribute('lang', languageTags[language]);
  await expect(page.getByRole('heading', { level: 1 }), address).toHaveCount(1);
  await expectSoundPage(page);
  await page.setViewportSize({ width: 1280, height: 800 });
  await expectFitting(page);
}

const named = (say: Say, key: string) => `${say(key)} · ${say('common.brand')}`;

test('the tab’s title says that a page does not exist, for any address', async ({ page, say }) => {
  for (const address of ['/no/such/page', '/concerts/999999', '/concerts/x/queue']) {
    const answer = await page.goto(address);
    expect([address, answer?.status()]).toEqual([address, 404]);
    await expect(
      page.getByRole('heading', { level: 1, name: say('common.notFoundTitle') }),
    ).toBeVisible();
    expect(await page.content()).toContain(`<title>${named(say, 'common.notFoundTitle')}</title>`);
    await expect(page).toHaveTitle(named(say, 'common.notFoundTitle'));
    await expectSoundPage(page);
  }
});

test.describe('a page that fails', () => {
  test.use({ loud: true });

  test('says so in the tab’s title until it recovers', async ({ page, context, say }) => {
    await signIn(context, await aPerson());
    await page.route(/wallet\.history/, (route) =>
      route.fulfill({ json: [{ result: { data: {} } }, { result: { data: {} } }] }),
    );
    await page.goto('/wallet');
    await expect(async () => {
      // The event simulates a return to the tab.
      await page.evaluate(() => window.dispatchEvent(new Event('visibilitychange')));
      await expect(
        page.getByRole('heading', { level: 1, name: say('common.errorTitle') }),
      ).toBeVisible({ timeout: 500 });
    }).toPass();
    await expect(page).toHaveTitle(named(say, 'common.errorTitle'));
    await expectSoundPage(page);
    await page.unroute(/wallet\.history/);
    await page.getByRole('link', { name: say('common.reservations') }).click();
    await expect(page).toHaveTitle(named(say, 'tickets.title'));
  });
});
