import {
  admittedProgram,
  aPerson,
  expect,
  expectSoundPage,
  program,
  signIn,
  sql,
  test,
} from './fixtures.ts';

/** Creates a concert on sale whose only seat a user holds. */
async function soldOut() {
  const [concert] = await sql(
    `INSERT INTO concerts (state, texts, opens_at, capacity, rate_per_minute, offer_seconds)
     SELECT 'PUBLISHED', texts, now() - interval '1 hour', 5, 600, 120 FROM concerts WHERE id = 1
     RETURNING id`,
  );
  const concertId = Number(concert?.['id']);
  const [date] = await sql(
    `INSERT INTO performances (concert_id, starts_at, ends_at)
     VALUES ($1, now() + interval '30 days', now() + interval '30 days 2 hours') RETURNING id`,
    concertId,
  );
  const performanceId = Number(date?.['id']);
  await sql(
    `INSERT INTO seats (performance_id, number, grade, price_krw)
     SELECT $1, number, 'R', 50000 FROM generate_series(1, 2) AS number`,
    performanceId,
  );
  const holder = await admittedProgram(await aPerson(), concertId);
  const { reservationId } = await holder.seating.hold.mutate({ performanceId, seats: [1, 2] });
  return { concertId, free: () => holder.seating.release.mutate({ reservationId, seats: [2] }) };
}

test('a fan of a sold-out concert joins the waitlist, gets a returned seat, pays and has the ticket', async ({
  page,
  context,
  locale_,
  say,
}) => {
  const { concertId, free } = await soldOut();
  const other = await aPerson();
  const terms = { concertId, performances: 'any', grades: 'any', together: true } as const;
  const { waitlistId } = await program(other).waitlist.join.mutate({ ...terms, party: 1 });
  await signIn(context, await aPerson());
  await expect(async () => {
    await page.goto(`/concerts/${String(concertId)}`);
    await page.getByRole('link', { name: say('catalog.waitlist') }).click({ timeout: 1_000 });
  }).toPass();
  await expect(page.getByRole('heading', { name: say('waitlist.form.title') })).toBeVisible();
  await expectSoundPage(page);
  await page.getByRole('button', { name: say('waitlist.form.join') }).click();
  const rank = page.locator('[data-rank]');
  await expect(rank).toHaveText(say('waitlist.place', { rank: 2 }));
  await expectSoundPage(page);

  await free();
  await expect
    .poll(async () => (await program(other).waitlist.mine.query())[0]?.offer?.seats)
    .toEqual([2]);
  await expect(rank).toHaveText(say('waitlist.place', { rank: 1 }));
  await expect(page.getByText(say('waitlist.outcome.OPEN'))).toBeVisible();
  await program(other).waitlist.leave.mutate({ waitlistId });

  await expect(page.getByRole('heading', { name: say('waitlist.offer.title') })).toBeVisible();
  await expectSoundPage(page);
  const amount = locale_ === 'ko' ? '50,000원' : '₩50,000';
  await page
    .getByRole('button', { name: say('waitlist.offer.chargeAndAccept', { amount }) })
    .click();
  await expect(page).toHaveURL(/\/reservations\/\d+$/);
  await expect(page.getByRole('img', { name: /QR/ }).first()).toBeVisible();
});
