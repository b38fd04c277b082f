import {
  aPerson,
  expect,
  expectSoundPage,
  type Page,
  program,
  type Say,
  signIn,
  sql,
  test,
} from './fixtures.ts';

const own = 1;
const other = 2;

/** Signs in a person who has a role for concert 1 only. */
async function signInAs(page: Page, role: 'MANAGER' | 'SUPPORT' | 'AUDITOR' | 'DOOR') {
  const person = await aPerson();
  const [grant] = await sql(
    `INSERT INTO staff_grants (user_id, role, concert_id) VALUES ($1, $2::"StaffRole", $3)
     RETURNING concert_id`,
    person.userId,
    role,
    own,
  );
  expect(grant).toEqual({ concert_id: own });
  await signIn(page.context(), person);
}

/** Returns the concerts to which the page has links. */
const concertsOn = (page: Page) =>
  page
    .locator('a[href*="/admin/concerts/"]:not([hreflang])')
    .evaluateAll((links) => [
      ...new Set(links.map((link) => /concerts\/(\w+)/.exec(link.getAttribute('href') ?? '')?.[1])),
    ]);

const menuOf = (page: Page, say: Say) =>
  page.getByRole('navigation', { name: say('console.menu') });

/** Returns the texts of the menu's links to pages other than those of concerts. */
const linksIn = async (page: Page, say: Say) =>
  (
    await menuOf(page, say)
      .locator('a:is([href*="/admin/"], [href$="/door"]):not([href*="concerts"], [hreflang])')
      .allInnerTexts()
  ).map((text) => text.trim());

const statusOf = async (page: Page, path: string) => (await page.request.get(path)).status();

async function expectRefused(page: Page, say: Say, path: string): Promise<void> {
  await page.goto(path);
  await expect(page.getByText(say('errors.ADMIN_ONLY'))).toBeVisible();
}

/** Returns which controls of the concert the open console offers. */
async function controlsOn(page: Page, say: Say) {
  await expect(page.getByText(say('console.tile.revenue'))).toBeVisible();
  const isShown = (role: 'button' | 'link' | 'region', key: string) =>
    page.getByRole(role, { name: say(key), exact: true }).isVisible();
  return {
    pause: await isShown('button', 'admin.control.pause.action'),
    levers: await isShown('region', 'console.levers'),
    settings: await isShown('link', 'console.tab.settings'),
  };
}

test('staff of one concert see its console only, without the controls and pages of other roles', async ({
  page,
  say,
}) => {
  const none = { pause: false, levers: false, settings: false };
  for (const { role, controls, links } of [
    { role: 'SUPPORT', controls: none, links: ['people', 'security'] },
    { role: 'AUDITOR', controls: none, links: ['people', 'audit', 'integrity', 'security'] },
    {
      role: 'MANAGER',
      controls: { pause: true, levers: true, settings: true },
      links: ['people', 'audit', 'integrity', 'plans', 'door', 'security'],
    },
  ] as const) {
    await signInAs(page, role);
    await page.goto(`/admin/concerts/${String(own)}`);
    expect([role, await controlsOn(page, say)]).toEqual([role, controls]);
    expect([role, await concertsOn(page)]).toEqual([role, [String(own)]]);
    expect(await linksIn(page, say)).toEqual(links.map((name) => say(`console.link.${name}`)));
    for (const tab of ['', '/settings'])
      expect([role, await statusOf(page, `/admin/concerts/${String(other)}${tab}`)]).toEqual([
        role,
        404,
      ]);
  }
  await signInAs(page, 'SUPPORT');
  await expectRefused(page, say, `/admin/concerts/${String(own)}/settings`);
  await page.goto('/admin');
  await expect(page.getByRole('heading', { name: say('console.list.title') })).toBeVisible();
  expect(await concertsOn(page)).toEqual([String(own)]);
  await page.goto(`/admin/concerts/${String(other)}`);
  await expect(page.getByRole('heading', { name: say('common.notFoundTitle') })).toBeVisible();
});

test('staff of the door of one concert see that door only', async ({ page, say }) => {
  await signInAs(page, 'DOOR');
  await page.goto('/admin');
  expect(await linksIn(page, say)).toEqual(
    ['door', 'security'].map((n) => say(`console.link.${n}`)),
  );
  expect(await concertsOn(page)).toEqual([]);
  await expectSoundPage(page);
  for (const path of [`/admin/concerts/${String(own)}`, '/admin/people', '/admin/audit'])
    await expectRefused(page, say, path);
  await page.goto('/door');
  const fan = program(await aPerson());
  const datesOf = async (concertId: number) =>
    (await fan.catalog.concert.query({ concertId })).dates.map(
      ({ performanceId }) => `/door/${String(performanceId)}`,
    );
  const [ours, theirs] = [await datesOf(own), await datesOf(other)];
  const doors = page.getByRole('main').locator('a[href*="/door/"]');
  const shown = await doors.evaluateAll((links) =>
    links.map((link) => link.getAttribute('href')?.replace(/^\/en/, '')),
  );
  expect(shown.length).toBeGreaterThan(0);
  expect(ours).toEqual(expect.arrayContaining(shown));
  expect(await statusOf(page, theirs[0] ?? '')).toBe(404);
});
