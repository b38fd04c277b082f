// Tests the header, the tabs of a phone, and the bar that leads back to the sale.
import { languageNames } from '#server/config/languages.schema.ts';
import {
  admittedProgram,
  aPerson,
  at,
  expect,
  expectAccessible,
  expectFitting,
  expectSoundPage,
  expireHold,
  holdFree,
  openAccountMenu,
  type Page,
  program,
  type Say,
  signIn,
  sql,
  test,
  theAdmin,
} from './fixtures.ts';
import {
  concertId,
  datesPath,
  overrideStatus,
  queuePath,
  test as inLine,
} from './queue-fixtures.ts';

const tabsOf = (page: Page, say: Say) => page.getByRole('navigation', { name: say('common.menu') });
const barOf = (page: Page, say: Say) =>
  page.getByRole('complementary', { name: say('site.resume.label') });

/** Collects the names of procedures that the page calls from now on. */
function callsOf(page: Page): string[] {
  const calls: string[] = [];
  page.on('request', (request) => {
    const { pathname } = new URL(request.url());
    if (pathname.startsWith('/api/trpc/')) calls.push(...pathname.slice(10).split(','));
  });
  return calls;
}

test('on a phone, the header is at most 56 px high, and the tabs at the bottom cover no content', async ({
  page,
  context,
  say,
}) => {
  for (const path of ['/concerts/1', '/', '/wallet']) {
    if (path === '/wallet') await signIn(context, await aPerson());
    await page.goto(path);
    const header = await page.getByRole('banner').boundingBox();
    const main = await page.getByRole('main').boundingBox();
    expect([path, header?.y, (header?.height ?? 99) <= 56]).toEqual([path, 0, true]);
    expect([path, (main?.y ?? 99) <= 72]).toEqual([path, true]);
    const tabs = tabsOf(page, say);
    await expect(tabs).toBeInViewport({ ratio: 1 });
    await page.evaluate(() => window.scrollTo(0, document.documentElement.scrollHeight));
    const footer = await page.getByRole('contentinfo').boundingBox();
    const top = (await tabs.boundingBox())?.y ?? 0;
    expect([path, (footer?.y ?? 0) + (footer?.height ?? 0) <= top + 1]).toEqual([path, true]);
  }
  await expect(tabsOf(page, say).getByRole('link', { name: say('common.wallet') })).toHaveAttribute(
    'aria-current',
    'page',
  );
  await page.setViewportSize({ width: 360, height: 640 });
  await expectFitting(page);
  await page.getByRole('link', { name: say('site.search') }).click();
  await expect(page.getByRole('searchbox')).toBeFocused();
});

test(
  'the account menu names the user, leads staff to console and door, and sets the theme, also of the device',
  { tag: '@desktop' },
  async ({ page, context, say }) => {
    await signIn(context, await theAdmin());
    await page.goto('/');
    await expect(tabsOf(page, say).getByRole('link')).toHaveCount(3);
    const menu = await openAccountMenu(page);
    await expect(menu).toContainText('admin@jari.example');
    await expect(menu.getByRole('link')).toHaveText([
      say('common.admin'),
      say('site.door'),
      say('site.account'),
      ...Object.values(languageNames),
    ]);
    await expectSoundPage(page);
    const html = page.locator('html');
    await menu.getByText(say('site.theme.light'), { exact: true }).click();
    await expect(html).toHaveAttribute('data-theme', 'light');
    await page.reload();
    await expect(html).toHaveAttribute('data-theme', 'light');
    await openAccountMenu(page);
    await expect(menu.getByRole('radio', { name: say('site.theme.light') })).toBeChecked();
    await menu.getByText(say('site.theme.system'), { exact: true }).click();
    await expect(html).not.toHaveAttribute('data-theme');
    await page.keyboard.press('Escape');
    await expect(menu.getByRole('radio')).toHaveCount(0);
    await expect(page.getByRole('banner').locator('summary')).toBeFocused();
    await openAccountMenu(page);
    await page.getByRole('heading', { level: 1 }).click();
    await expect(menu.getByRole('radio')).toHaveCount(0);
  },
);

test.describe('without JavaScript', () => {
  test.use({ javaScriptEnabled: false });
  test('a guest reaches the tabs, the sign-in page and the settings', async ({ page, say }) => {
    await page.goto('/concerts/1');
    await page.getByRole('banner').locator('summary').click();
    await expect(page.getByRole('link', { name: languageNames.ja })).toBeVisible();
    await tabsOf(page, say)
      .getByRole('link', { name: say('common.concerts') })
      .click();
    await expect(page).toHaveURL(at('/'));
    await page.getByRole('link', { name: say('common.signIn'), exact: true }).click();
    await expect(page).toHaveURL(/\/sign-in/);
    await tabsOf(page, say)
      .getByRole('link', { name: say('common.wallet') })
      .click();
    await expect(page).toHaveURL(/\/sign-in\?returnTo=%2Fwallet$/);
  });
});

test('a guest, and a user without a place, load nothing for the bar and ask nothing', async ({
  page,
  context,
}) => {
  const calls = callsOf(page);
  await page.goto('/', { waitUntil: 'networkidle' });
  await signIn(context, await aPerson());
  await page.goto('/concerts/3', { waitUntil: 'networkidle' });
  expect(calls.filter((name) => /^(?:queue|reservation)\./.test(name))).toEqual([]);
});

test('held seats follow to every page and device within a second of the answer, count down, and lead to the payment; their end is stated', async ({
  page,
  context,
  say,
}) => {
  const person = await aPerson();
  const theirs = await admittedProgram(person, 1);
  const [row] = await sql(
    'SELECT max(id) AS id FROM performances WHERE concert_id = 1 AND starts_at > clock_timestamp()',
  );
  const performanceId = Number(row?.['id']);
  const { reservationId, chosen } = await holdFree(theirs, performanceId, { last: true });
  await signIn(context, person);
  // This browser has no token for the turn, because another device made the hold.
  await page.goto('/');
  const bar = barOf(page, say);
  await expect(bar).toContainText(new RegExp(`${String(chosen[0]?.seat)}.*(원|₩)`));
  await expect(bar.getByRole('link')).toHaveAttribute('href', /\/queue\?date=/);
  await bar.getByRole('link').click();
  await expect(page).toHaveURL(at(`/concerts/1/seats/${String(performanceId)}`));
  await expect(page.locator('a[href*="/checkout/"]')).toBeVisible();
  // In the sale, the header leads only back.
  await expect(bar).toHaveCount(0);
  await expect(tabsOf(page, say)).toHaveCount(0);
  await expect(page.getByRole('banner').getByRole('link')).toHaveCount(1);
  // Counts from the answer, because a busy machine starts the page late.
  const answered = page.waitForResponse(/reservation\.mine/);
  await page.goto('/');
  await answered;
  await expect(bar).toBeVisible({ timeout: 1_000 });
  await expect(bar).toContainText(new RegExp(`${String(chosen[0]?.seat)}.*(원|₩)`));
  const timer = bar.getByRole('timer');
  const before = await timer.textContent();
  await expect(timer).not.toHaveText(before ?? '', { timeout: 2_000 });
  await expectSoundPage(page);
  await page.goto('/concerts/1');
  await expect(page.getByRole('link', { name: say('site.resume.label') })).toBeVisible();
  await expect(bar).toBeInViewport({ ratio: 1 });
  await bar.getByRole('link', { name: say('site.resume.button.hold') }).click();
  await expect(page).toHaveURL(at(`/checkout/${String(reservationId)}`));
  await expect(bar).toHaveCount(0);
  await expireHold(reservationId, 4);
  await page.goto('/wallet');
  await expect(bar).toContainText(say('site.resume.button.hold'));
  await expect(bar.getByText(say('site.resume.announced.lapsed'))).toHaveCount(1);
  await expect(bar.getByRole('link')).toHaveAttribute('href', '/concerts/1/dates');
  await program(person).queue.leave.mutate({ concertId: 1 });
});

inLine(
  'a place in the queue is polled on /wallet, also in a hidden tab, until the turn, to which the bar leads',
  async ({ page, queue, say }) => {
    await overrideStatus(page, { nextPollMs: 500 });
    await queue.enter();
    await expect(queue.atPlace(1)).toBeVisible();
    const calls = callsOf(page);
    await page.goto('/wallet');
    const bar = barOf(page, say);
    await expect(bar.getByRole('link')).toHaveAttribute('href', queuePath);
    await expect(bar).toContainText(/\b1/);
    await expectAccessible(page);
    await page.evaluate(() => {
      Object.defineProperty(document, 'visibilityState', { get: () => 'hidden' });
      document.dispatchEvent(new Event('visibilitychange'));
    });
    const polls = () => calls.filter((name) => name === 'queue.status').length;
    const seen = polls();
    await expect.poll(polls).toBeGreaterThanOrEqual(seen + 3);
    expect(calls).not.toContain('queue.join');
    await queue.admitNext();
    await expect(bar.getByRole('link', { name: say('site.resume.button.turn') })).toBeVisible();
    await expect(bar.getByRole('link')).toHaveAttribute('href', datesPath);
    await bar.getByRole('link').click();
    await expect(page).toHaveURL(at(`/concerts/${String(concertId)}/dates`));
  },
);
