import {
  aPerson,
  expect,
  type Page,
  program,
  type Say,
  signIn,
  sql,
  expectSoundPage,
  test,
} from './fixtures.ts';

const made: number[] = [];

/**
 * Inserts a concert with one performance of 50 seats. `opensIn` and `startsIn` are PostgreSQL
 * intervals from now.
 */
async function aConcert(title: string, opensIn: string, startsIn: string): Promise<number> {
  const [row] = await sql(
    `WITH concert AS (
       INSERT INTO concerts (state, texts, opens_at)
       VALUES ('PUBLISHED', $1::jsonb, now() + $2::interval) RETURNING id
     ), show AS (
       INSERT INTO performances (concert_id, starts_at, ends_at)
       SELECT id, now() + $3::interval, now() + $3::interval + interval '2 hours' FROM concert RETURNING id
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
  );
  const id = Number(row?.['id']);
  made.push(id);
  return id;
}

const sellOut = (concertId: number) =>
  sql(
    "UPDATE seats SET blocked_reason = '매진' FROM performances p WHERE p.id = performance_id AND p.concert_id = $1",
    concertId,
  );

test.afterAll(async () => {
  await sql(
    "UPDATE performances SET starts_at = now() - interval '3 hours', ends_at = now() - interval '1 hour' WHERE concert_id = ANY ($1)",
    made,
  );
});

const cardOf = (page: Page, concertId: number) =>
  page.getByRole('listitem').filter({ has: page.locator(`a[href="/concerts/${concertId}"]`) });
const toQueue = (page: Page) => page.locator('a[href$="/queue"]');
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
  await sellOut(soldOut);
  await expect(async () => {
    await page.goto('/');
    await expect(cardOf(page, soldOut)).toContainText(say('catalog.state.SOLD_OUT'), {
      timeout: 100,
    });
  }).toPass({ timeout: 6_000 });

  await expect(cardOf(page, past)).toBeHidden();
  await expect(cardOf(page, later)).toContainText(say('catalog.state.UPCOMING'));
  await expect(cardOf(page, open)).toContainText(say('catalog.state.QUEUE_OPEN'));
  const order = await page
    .locator('li a[href^="/concerts/"]')
    .evaluateAll((links) =>
      links.map((link) => Number(link.getAttribute('href')?.split('/').at(-1))),
    );
  const ours = order.filter((id) => [soldOut, past, later, soon, open].includes(id));
  expect(ours).toEqual([open, soon, later, soldOut, past]);
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

test('an admitted user of a concert that sells out can see other concerts, or leave and end the place', async ({
  page,
  context,
  say,
}) => {
  const concertId = await aConcert('곧 다 팔릴 공연', '-1 day', '3 days');
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
  await expect(page).toHaveURL('/');
  expect(await program(person, token).queue.status.query({ concertId })).toMatchObject({
    state: 'EXPIRED',
  });
});
