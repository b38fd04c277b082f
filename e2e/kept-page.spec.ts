import { aPerson, expect, type Page, program, type Say, signIn, test, theAdmin } from './fixtures.ts';

const concertId = 2;
const queue = `/concerts/${concertId}/queue`;

/** Nobody is let in meanwhile: whoever comes is the first who waits. */
const pause = async (paused: boolean) => program(await theAdmin()).admin.queue.set.mutate({ concertId, paused, reason: '점검' });
test.beforeEach(() => pause(true));
test.afterEach(() => pause(false));

const atFirstPlace = (page: Page, say: Say) => page.getByText(say('queue.position', { position: 1 }), { exact: true });

test('come to by a link with a query, the waiting room is in the reader’s language and brightness, and the place outlives both', async ({
  page,
  context,
  say,
}) => {
  const person = await aPerson();
  await signIn(context, person);
  await page.goto(`${queue}?from=a-letter`);
  await expect(atFirstPlace(page, say)).toBeVisible();
  const html = page.locator('html');
  const lang = (await html.getAttribute('lang')) ?? '';
  await page.getByRole('button', { name: say('common.theme') }).click();
  const theme = (await html.getAttribute('data-theme')) ?? '';
  expect(theme).toMatch(/light|dark/);
  await page.getByRole('button', { name: say('common.language') }).click();
  await expect(html).toHaveAttribute('lang', lang === 'ko' ? 'en' : 'ko');
  await expect(html).toHaveAttribute('data-theme', theme);
  await page.getByRole('button', { name: lang === 'ko' ? '한국어' : 'English' }).click();
  await expect(html).toHaveAttribute('lang', lang);
  await expect(atFirstPlace(page, say)).toBeVisible();
  await program(person).queue.leave.mutate({ concertId });
});

test('the waiting room knows nobody: whoever has signed in can sign out, and an administrator finds their way from the next page on', async ({
  page,
  context,
  say,
}) => {
  const admin = await theAdmin();
  await signIn(context, admin);
  await page.goto(queue);
  await expect(atFirstPlace(page, say)).toBeVisible();
  await expect(page.getByRole('button', { name: say('common.signOut') })).toBeVisible();
  const toAdmin = page.getByRole('link', { name: say('common.admin'), exact: true });
  await expect(toAdmin).toHaveCount(0);
  await page.getByRole('link', { name: say('common.concerts'), exact: true }).click();
  await expect(page).toHaveURL('/');
  await expect(toAdmin).toBeVisible();
  await program(admin).queue.leave.mutate({ concertId });
});

test('lining up on a page for those whose turn it is leads to the waiting room', async ({ page, context, say }) => {
  const person = await aPerson();
  await signIn(context, person);
  await page.goto(`/concerts/${concertId}/dates`);
  await page.getByRole('button', { name: say('seating.turn.noneJoin') }).click();
  await expect(page).toHaveURL(queue);
  await expect(atFirstPlace(page, say)).toBeVisible();
  await program(person).queue.leave.mutate({ concertId });
});
