import { seoulDay } from '#components/format.tsx';
import {
  admittedProgram,
  aPerson,
  at,
  expect,
  expectSoundPage,
  manyUsers,
  type Page,
  program,
  type Say,
  signIn,
  sql,
  test,
} from './fixtures.ts';
import { layoutShift } from './queue-fixtures.ts';

const made: number[] = [];

/**
 * Inserts a concert with performances of 50 seats, one on each of `days` days in a row.
 * `opensIn` and `startsIn` are PostgreSQL intervals from now.
 */
async function aConcert(
  title: string,
  opensIn: string,
  startsIn: string,
  days = 1,
): Promise<number> {
  const [row] = await sql(
    `WITH concert AS (
       INSERT INTO concerts (state, texts, opens_at)
       VALUES ('PUBLISHED', $1::jsonb, now() + $2::interval) RETURNING id
     ), show AS (
       INSERT INTO performances (concert_id, starts_at, ends_at)
       SELECT id, at, at + interval '2 hours' FROM concert, generate_series(
         now() + $3::interval, now() + $3::interval + ($4::int - 1) * interval '1 day', '1 day') at
       RETURNING id
     ), hall AS (
       INSERT INTO seats (performance_id, number, grade, price_krw) SELECT id, number, 'R', 50000 FROM show, generate_series(1, 50) number
     )
     SELECT id FROM concert`,
    JSON.stringify({
      title: { ko: title },
      venue: { ko: '홀', en: 'Hall' },
      description: { ko: '공연이에요.', en: 'A concert.' },
      notices: { ko: '' },
    }),
    opensIn,
    startsIn,
    days,
  );
  const id = Number(row?.['id']);
  made.push(id);
  return id;
}

/** Adds performances with one seat each, at 10:00, 13:00 and 16:00 in Seoul on the next 8 days. */
const addShows = (concertId: number) =>
  sql(
    `WITH show AS (
       INSERT INTO performances (concert_id, starts_at, ends_at)
       SELECT $1, at, at + interval '2 hours' FROM generate_series(1, 8) day, unnest('{10,13,16}'::int[]) hour,
         LATERAL (SELECT (date_trunc('day', now() AT TIME ZONE 'Asia/Seoul')
           + make_interval(days => day, hours => hour)) AT TIME ZONE 'Asia/Seoul' AS at) start
       RETURNING id
     )
     INSERT INTO seats (performance_id, number, grade, price_krw) SELECT id, 1, 'R', 50000 FROM show`,
    concertId,
  );

/** Inserts `count` concerts with one seat each. Returns a function that hides them again. */
async function manyConcerts(count: number): Promise<() => Promise<unknown>> {
  const rows = await sql(
    `WITH concert AS (
       INSERT INTO concerts (state, texts, opens_at)
       SELECT 'PUBLISHED', jsonb_set($1::jsonb, '{title,ko}', to_jsonb(format('음악회 %s', n))),
         now() + (n % 3 - 1) * interval '3 days'
       FROM generate_series(1, $2::int) n RETURNING id
     ), show AS (
       INSERT INTO performances (concert_id, starts_at, ends_at)
       SELECT id, now() + interval '60 days', now() + interval '61 days' FROM concert RETURNING id, concert_id
     ), hall AS (
       INSERT INTO seats (performance_id, number, grade, price_krw) SELECT id, 1, 'R', 50000 FROM show
     )
     SELECT id FROM concert`,
    JSON.stringify({
      title: {},
      venue: { ko: '시민 회관' },
      description: { ko: '공연이에요.' },
      notices: { ko: '' },
    }),
    count,
  );
  const ids = rows.map(({ id }) => Number(id));
  return () =>
    sql(
      "UPDATE concerts SET state = 'ENDED', ended_at = now(), archived = true WHERE id = ANY ($1)",
      ids,
    );
}

/** Lets people buy all 50 seats of the only date by calls, four each. */
async function buyOut(concertId: number): Promise<void> {
  const { dates } = await program(await aPerson()).catalog.concert.query({ concertId });
  const performanceId = dates[0]?.performanceId ?? 0;
  const buyers = await manyUsers(13);
  await Promise.all(
    buyers.map(async (buyer, at) => {
      const buying = await admittedProgram(buyer, concertId);
      await buying.wallet.charge.mutate({ amount: 200_000, idempotencyKey: 'for-four-seats' });
      const seats = [1, 2, 3, 4].map((seat) => 4 * at + seat).filter((seat) => seat <= 50);
      const { reservationId } = await buying.seating.hold.mutate({ performanceId, seats });
      await buying.payment.pay.mutate({ reservationId, idempotencyKey: 'four-seats-paid' });
    }),
  );
}

/** Blocks all seats, also those of a date for which nobody has a turn. */
const sellOut = (concertId: number) =>
  sql(
    "UPDATE seats SET blocked_reason = '매진' FROM performances p WHERE p.id = performance_id AND p.concert_id = $1",
    concertId,
  );

test.afterAll(async () => {
  await sql(
    "UPDATE performances SET starts_at = starts_at - interval '100 days', ends_at = ends_at - interval '100 days' WHERE concert_id = ANY ($1)",
    made,
  );
});

/** Finds the concert in the list, not among the next openings. */
const cardOf = (page: Page, concertId: number) =>
  page.getByRole('article').filter({ has: page.locator(`a[href$="/concerts/${concertId}"]`) });
/** Returns the ids among `ids` in the order of the list. */
async function orderOf(page: Page, ids: number[]): Promise<number[]> {
  const all = await page
    .locator('article a[href*="/concerts/"]')
    .evaluateAll((links) =>
      links.map((link) => Number(link.getAttribute('href')?.split('/').at(-1))),
    );
  return all.filter((id) => ids.includes(id));
}
const toQueue = (page: Page) => page.locator('a[href*="/queue"]');
const stateIs = (page: Page, say: Say, state: string) =>
  expect(
    page
      .getByRole('main')
      .getByText(say(`catalog.state.${state}`), { exact: true })
      .first(),
  ).toBeVisible();

test('list and concert page distinguish sold out, upcoming and past, and no button leads to a page without booking', async ({
  page,
  say,
}) => {
  const soldOut = await aConcert('다 팔리는 공연', '-1 day', '3 days');
  const past = await aConcert('어제의 공연', '-9 days', '-1 day');
  const later = await aConcert('다음 주 공연', '7 days', '40 days');
  const soon = await aConcert('곧 여는 공연', '40 minutes', '40 days');
  const open = await aConcert('줄 선 공연', '20 minutes', '40 days');
  await page.goto(`/concerts/${soldOut}`);
  await stateIs(page, say, 'ON_SALE');
  await buyOut(soldOut);
  await expect(async () => {
    await page.goto('/');
    await expect(cardOf(page, soldOut)).toContainText(say('catalog.state.SOLD_OUT'), {
      timeout: 100,
    });
  }).toPass({ timeout: 6_000 });

  await expect(cardOf(page, past)).toBeHidden();
  await expect(cardOf(page, later)).toContainText(say('catalog.state.UPCOMING'));
  await expect(cardOf(page, open)).toContainText(say('catalog.state.QUEUE_OPEN'));
  const inTwentyMinutes = new Date(Date.now() + 1_200_000).toISOString();
  const isToday = seoulDay(inTwentyMinutes) === seoulDay(new Date().toISOString());
  const rail = page.getByRole('region', {
    name: say(`catalog.openings.${isToday ? 'today' : 'soon'}`),
  });
  await expect(
    rail.getByRole('listitem').filter({ has: page.locator(`a[href$="/concerts/${open}"]`) }),
  ).toContainText(/\d:\d\d:\d\d/);
  expect(await orderOf(page, [soldOut, past, later, soon, open])).toEqual([
    open,
    soon,
    later,
    soldOut,
    past,
  ]);
  await page.getByText(say('catalog.past', { count: '@' }).split('(')[0]?.trim() ?? '').click();
  await expect(cardOf(page, past)).toContainText(say('catalog.state.ENDED'));

  const look = async (concertId: number, state: string, button: string | null) => {
    await page.goto(`/concerts/${concertId}`);
    await stateIs(page, say, state);
    await expect(toQueue(page)).toHaveText(button === null ? [] : [say(`catalog.${button}`)]);
  };
  await look(soldOut, 'SOLD_OUT', null);
  await expectSoundPage(page);
  await look(past, 'ENDED', null);
  await look(later, 'UPCOMING', null);
  await look(soon, 'UPCOMING', 'enterEarly');
  await look(open, 'QUEUE_OPEN', 'joinLine');
});

test('of 60 concerts one is found with two presses, by title and place; month and state filter, and a reload keeps the filter', async ({
  page,
  say,
}) => {
  const hide = await manyConcerts(60);
  const wanted = await aConcert('초록 바다 음악회', '-1 day', '90 days');
  const other = await aConcert('다른 음악회', '2 days', '3 days');
  const shift = await layoutShift(page);
  await expect(async () => {
    await page.goto('/');
    expect(await page.getByRole('article').count()).toBeGreaterThan(60); // the list is cached for 5 s
  }).toPass();
  await expectSoundPage(page);
  const opening = page.getByRole('region', { name: say('catalog.openings.soon') });
  await expect(opening.locator(`a[href$="/concerts/${other}"]`)).toBeVisible();
  expect(await shift()).toBeLessThanOrEqual(0.01);

  const search = page.getByRole('searchbox', { name: say('catalog.search') });
  await expect(async () => {
    await search.fill('초록바다 hall'); // the page ignores input before hydration
    await expect(cardOf(page, other)).toBeHidden({ timeout: 500 });
  }).toPass();
  await expect(cardOf(page, wanted)).toBeVisible();
  await expect(opening).toBeHidden();
  await expect(page).toHaveURL(/\?q=/);
  await page.reload();
  await expect(search).toHaveValue('초록바다 hall');
  await expect(page.getByRole('article')).toHaveCount(1);

  // The two presses are one into the search and one on the concert.
  await page.goto('/');
  await search.click();
  await expect(async () => {
    await search.fill('초록 바다');
    await expect(page.getByRole('article')).toHaveCount(1, { timeout: 500 });
  }).toPass();
  await cardOf(page, wanted).getByRole('link').click();
  await expect(page).toHaveURL(at(`/concerts/${wanted}`));
  await hide();

  await page.goto('/');
  expect(await orderOf(page, [wanted, other])).toEqual([wanted, other]); // on sale, then coming
  await expect(async () => {
    await page.getByRole('combobox', { name: say('catalog.sort') }).selectOption('date');
    expect(await orderOf(page, [wanted, other])).toEqual([other, wanted]);
  }).toPass();
  await expect(page).toHaveURL(at('/?sort=date'));
  const coming = page.getByRole('button', { name: say('catalog.groups.COMING'), exact: true });
  await expect(async () => {
    await coming.click();
    await expect(coming).toHaveAttribute('aria-pressed', 'true', { timeout: 500 });
  }).toPass();
  await expect(cardOf(page, other)).toBeVisible();
  await expect(cardOf(page, wanted)).toBeHidden();
});

test('in every window the button is visible without scrolling, the page does not shift, and it has dates, prices, plan, fees and notices', async ({
  page,
  say,
}) => {
  const shift = await layoutShift(page);
  for (const [width, height] of [
    [360, 640],
    [390, 844],
    [768, 1024],
    [1280, 800],
    [1920, 1080],
  ] as const) {
    await page.setViewportSize({ width, height });
    await page.goto('/concerts/1');
    await expect(page.getByText(say('catalog.queueNow.free'))).toBeVisible();
    await expect(toQueue(page)).toBeInViewport({ ratio: 1 });
    expect([width, await shift()]).toEqual([width, expect.closeTo(0, 2)]);
  }
  await page.setViewportSize({ width: 390, height: 844 });
  await expectSoundPage(page);
  const section = (name: string) => page.getByRole('region', { name: say(`catalog.${name}`) });
  await expect(section('grades').getByRole('listitem').first()).toContainText(
    /VIP.*(₩154,000|154,000원)/,
  );
  await expect(section('plan').getByRole('img')).toHaveAccessibleName(/VIP.*1.10/);
  await expect(section('notices')).toContainText(/\S/);
  await expect(section('fees').getByRole('list').first()).toContainText(/10%/);
  await expect(page.locator('[data-day][aria-pressed="true"]')).toContainText(
    say('catalog.daySeats.MANY'),
  );
  await page.route('**/api/queue/1/board', (route) =>
    route.fulfill({ json: { waiting: 131, paused: null, etaSeconds: { low: 840, high: 1_560 } } }),
  );
  await page.reload();
  await expect(page.getByText(say('catalog.queueNow.waiting', { count: '131' }))).toContainText(
    say('common.eta.minutes', { low: 14, high: 26 }),
  );
});

test('two presses lead from the list to the waiting room, and from there to the chosen date’s seats', async ({
  page,
  context,
}) => {
  const person = await aPerson();
  await signIn(context, person);
  await page.goto('/');
  await cardOf(page, 1).getByRole('link').click();
  await expect(page).toHaveURL(at('/concerts/1'));
  const dates = (await sql(
    'SELECT id FROM performances WHERE concert_id = 1 AND starts_at > now() ORDER BY starts_at',
  )) as { id: number }[];
  await expect(toQueue(page)).toHaveAttribute(
    'href',
    new RegExp(`/concerts/1/queue\\?date=${dates[0]?.id}$`),
  );
  // The arrow keys go to the next date, also in the next month.
  await expect(async () => {
    await page.locator('[data-day][aria-pressed="true"]').focus();
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('Enter');
    await expect(page).toHaveURL(at(`/concerts/1?date=${dates[1]?.id}`), { timeout: 1_000 });
  }).toPass();
  await page.reload();
  await toQueue(page).click();
  await expect(page).toHaveURL(at(`/concerts/1/seats/${dates[1]?.id}`));
  await program(person).queue.leave.mutate({ concertId: 1 });
});

test('the site has icons, a manifest and an address list, and a concert describes itself to other sites', async ({
  page,
  request,
  say,
}) => {
  for (const path of [
    '/favicon.ico',
    '/apple-touch-icon.png',
    '/icon-512.png',
    '/manifest.webmanifest',
    '/robots.txt',
    '/sitemap.xml',
  ])
    expect([path, (await request.get(path)).status()]).toEqual([path, 200]);
  expect(await (await request.get('/sitemap.xml')).text()).toContain('/concerts/1<');
  await page.goto('/');
  const devtools = await page.context().newCDPSession(page);
  // A whole browser reports only that the test's context is private; a headless shell, nothing.
  const { installabilityErrors } = await devtools.send('Page.getInstallabilityErrors');
  const obstacles = installabilityErrors.map(({ errorId }) => errorId);
  expect(obstacles.filter((id) => id !== 'in-incognito')).toEqual([]);
  const { data = '', errors } = await devtools.send('Page.getAppManifest');
  expect(errors).toEqual([]);
  expect(JSON.parse(data)).toMatchObject({ display: 'standalone', start_url: '/' });
  await page.goto('/concerts/1');
  const content = (name: string) =>
    page.locator(`meta[property="${name}"], meta[name="${name}"]`).first().getAttribute('content');
  const colours = page.locator('meta[name="theme-color"]');
  const schemes = await colours.evaluateAll((all) => all.map((one) => one.getAttribute('media')));
  expect(schemes).toEqual(['(prefers-color-scheme: light)', '(prefers-color-scheme: dark)']);
  expect(await content('theme-color')).toMatch(/^#/);
  expect(await content('og:description')).toContain(say('catalog.state.ON_SALE'));
  const image = (await content('og:image')) ?? '';
  expect((await request.get(image)).headers()['content-type']).toMatch(/^image\/(png|webp)/);
  const described = await page.locator('script[type="application/ld+json"]').textContent();
  const events = JSON.parse(described ?? '') as { '@type': string; offers: object }[];
  expect(events.length).toBeGreaterThanOrEqual(3);
  expect(events[0]).toMatchObject({
    '@type': 'MusicEvent',
    offers: { priceCurrency: 'KRW', lowPrice: 66_000, highPrice: 154_000 },
  });
});

test('an admitted user of a concert that sells out can see other concerts, or leave and end the place', async ({
  page,
  context,
  say,
}) => {
  const concertId = await aConcert('곧 다 팔릴 공연', '-1 day', '3 days', 2);
  const person = await aPerson();
  await signIn(context, person);
  await page.goto(`/concerts/${concertId}/queue`);
  await expect(page).toHaveURL(/\/dates$/);
  // The browser already has a place for this user, and the join returns that place.
  const { token } = await program(person).queue.join.mutate({ concertId });
  await sellOut(concertId);
  await expect(page.getByText(say('seating.dates.noneTitle'))).toBeVisible();
  await expect(page.getByRole('link', { name: say('catalog.others') })).toBeVisible();
  await expectSoundPage(page);
  await page.getByRole('button', { name: say('queue.leave') }).click();
  await page
    .getByRole('dialog')
    .getByRole('button', { name: say('queue.leave') })
    .click();
  await expect(page).toHaveURL(at('/'));
  expect(await program(person, token).queue.status.query({ concertId })).toMatchObject({
    state: 'EXPIRED',
  });
});

test('24 dates fit on a phone: arrows move by day, Enter selects, and a row leads to its seats; a single date leads straight to them', async ({
  page,
  context,
  say,
}) => {
  const many = await aConcert('스물네 번의 공연', '-1 day', '-2 days');
  await addShows(many);
  const single = await aConcert('한 번의 공연', '-1 day', '3 days');
  await signIn(context, await aPerson());
  await page.setViewportSize({ width: 390, height: 844 });
  await page.goto(`/concerts/${many}/queue`);
  await expect(page).toHaveURL(at(`/concerts/${many}/dates`));
  const days = page.locator('[data-day]');
  const rows = page.getByRole('list', { name: say('catalog.times') }).getByRole('link');
  await expect(rows).toHaveCount(3);
  await expect(rows.first()).toContainText('R 1');
  for (const shown of await days.all()) await expect(shown).toBeInViewport({ ratio: 1 });
  await expect(rows.last()).toBeInViewport({ ratio: 1 });
  await expectSoundPage(page);

  const firstDay = Date.parse((await days.first().getAttribute('data-day')) ?? '');
  const day = new Date(firstDay + 86_400_000).toISOString().slice(0, 10);
  const next = page.locator(`[data-day="${day}"]`); // can be in the next month
  await days.first().focus();
  await page.keyboard.press('ArrowRight');
  await expect(next).toBeFocused();
  await expect(next).toHaveAttribute('aria-pressed', 'false');
  await page.keyboard.press('Enter');
  await expect(next).toHaveAttribute('aria-pressed', 'true');
  const [chosen] = await sql(
    "SELECT id FROM performances WHERE concert_id = $1 AND (starts_at AT TIME ZONE 'Asia/Seoul')::date = $2 ORDER BY starts_at",
    many,
    day,
  );
  await rows.first().click();
  await expect(page).toHaveURL(at(`/concerts/${many}/seats/${Number(chosen?.['id'])}`));

  await page.goto(`/concerts/${single}/queue`);
  await expect(page).toHaveURL(new RegExp(`/concerts/${single}/seats/\\d+$`));
});
