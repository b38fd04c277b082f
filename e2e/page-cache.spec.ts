import { languageNames } from '#server/config/languages.schema.ts';
import {
  at,
  expect,
  openAccountMenu,
  otherLanguage,
  type Page,
  signIn,
  theAdmin,
  themeButton,
} from './fixtures.ts';
import { concertId, datesPath, leave, queuePath, test } from './queue-fixtures.ts';

test('the waiting room, opened by a link with a query, keeps the user’s language and theme, and the place survives changing both', async ({
  page,
  context,
  queue,
  say,
  locale_,
}) => {
  await signIn(context, await queue.aPerson());
  await page.goto(`${queuePath}?from=a-letter`);
  await expect(queue.atPlace(1)).toBeVisible();
  const html = page.locator('html');
  const lang = (await html.getAttribute('lang')) ?? '';
  await themeButton(page, say).click();
  const theme = (await html.getAttribute('data-theme')) ?? '';
  expect(theme).toMatch(/light|dark/);
  await page.getByRole('link', { name: otherLanguage(locale_) }).click();
  await expect(html).toHaveAttribute('lang', lang === 'ko' ? 'en' : 'ko');
  await expect(html).toHaveAttribute('data-theme', theme);
  await page.getByRole('link', { name: languageNames[locale_] }).click();
  await expect(html).toHaveAttribute('lang', lang);
  await expect(queue.atPlace(1)).toBeVisible();
});

test('the cached waiting room contains no user data: users can sign out, and an administrator gets the admin link on the next page', async ({
  page,
  context,
  queue,
  say,
}) => {
  const admin = await theAdmin();
  await signIn(context, admin);
  await page.goto(queuePath);
  await expect(queue.atPlace(1)).toBeVisible();
  await expect(page.getByRole('button', { name: say('common.signOut') })).toBeVisible();
  const toAdmin = page.getByRole('link', { name: say('common.admin'), exact: true });
  await expect(toAdmin).toHaveCount(0);
  await page.getByRole('link', { name: say('queue.concert'), exact: true }).click();
  await expect(page).toHaveURL(at(`/concerts/${concertId}`));
  await openAccountMenu(page);
  await expect(toAdmin).toBeVisible();
  await leave(admin);
});

test('joining from a page that requires a turn leads to the waiting room', async ({
  page,
  context,
  queue,
  say,
}) => {
  await signIn(context, await queue.aPerson());
  await page.goto(datesPath);
  await page.getByRole('button', { name: say('seating.turn.noneJoin') }).click();
  await expect(page).toHaveURL(at(queuePath));
  await expect(queue.atPlace(1)).toBeVisible();
});

/** Times in ms of the page's first paint, of its scripts and of its load event. */
const timesOf = (page: Page) =>
  page.evaluate(() => {
    const [document] = performance.getEntriesByType('navigation') as PerformanceNavigationTiming[];
    const [paint] = performance.getEntriesByName('first-contentful-paint');
    const files = performance.getEntriesByType('resource') as PerformanceResourceTiming[];
    const scripts = files.filter(({ name }) => name.endsWith('.js'));
    return {
      painted: paint?.startTime ?? Infinity,
      firstScript: Math.min(...scripts.map(({ startTime }) => startTime)),
      lastScript: Math.max(...scripts.map(({ responseEnd }) => responseEnd)),
      loaded: document?.loadEventStart ?? 0,
    };
  });

for (const path of ['/concerts/1', '/verify'])
  test(`${path} loads its scripts after its first paint, and its load event waits for them`, async ({
    page,
  }) => {
    await page.goto(path);
    const { painted, firstScript, lastScript, loaded } = await timesOf(page);
    expect(firstScript).toBeGreaterThan(painted);
    expect(loaded).toBeGreaterThan(lastScript);
  });
