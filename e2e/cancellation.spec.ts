import {
  admittedProgram,
  aPerson,
  expect,
  expectSoundPage,
  openDialog,
  type Person,
  program,
  signIn,
  sql,
  test,
  theAdmin,
} from './fixtures.ts';

/** Every control takes effect within two seconds. */
const twoSeconds = { timeout: 2_000 };

/** Creates a concert on sale with capacity 1 and two dates of one seat each. */
async function aConcert(): Promise<{ concertId: number; dates: [number, number] }> {
  const [concert] = await sql(
    `INSERT INTO concerts (state, texts, opens_at, capacity, rate_per_minute)
     SELECT 'PUBLISHED', texts, now() - interval '1 hour', 1, 600 FROM concerts WHERE id = 1
     RETURNING id`,
  );
  const concertId = Number(concert?.['id']);
  const dates = await sql(
    `INSERT INTO performances (concert_id, starts_at, ends_at)
     SELECT $1, now() + make_interval(days => day), now() + make_interval(days => day, hours => 2)
     FROM unnest(ARRAY[30, 31]) AS day RETURNING id`,
    concertId,
  );
  const [first, second] = dates.map(({ id }) => Number(id)) as [number, number];
  await sql(
    `INSERT INTO seats (performance_id, number, grade, price_krw)
     SELECT id, number, 'R', 50000 FROM performances, generate_series(1, 4) AS number
     WHERE concert_id = $1`,
    concertId,
  );
  return { concertId, dates: [first, second] };
}

test('the open pages of a holder, a payer and a waiting fan say within two seconds that staff cancelled', async ({
  browser,
  context,
  contextOptions,
  locale_,
  say,
}) => {
  const { concertId, dates } = await aConcert();
  const [performanceId] = dates;
  const [payer, holder, waiting] = [await aPerson(), await aPerson(), await aPerson()];
  await program(payer).wallet.charge.mutate({ amount: 50_000, idempotencyKey: 'first-charge' });
  const buying = await admittedProgram(payer, concertId);
  const { reservationId } = await buying.seating.hold.mutate({ performanceId, seats: [1] });
  await buying.payment.pay.mutate({ reservationId, idempotencyKey: 'first-payment' });
  const { token } = await program(holder).queue.join.mutate({ concertId });
  const choosing = await admittedProgram(holder, concertId);
  await choosing.seating.hold.mutate({ performanceId, seats: [2] });

  const pageOf = async (person: Person, path: string) => {
    const own = person === payer ? context : await browser.newContext(contextOptions);
    await signIn(own, person);
    const url = test.info().project.use.baseURL ?? '';
    if (person === holder)
      await own.addCookies([{ name: `jari-queue-${String(concertId)}`, value: token, url }]);
    const page = await own.newPage();
    await page.goto(path);
    return page;
  };
  const booked = await pageOf(payer, `/reservations/${String(reservationId)}`);
  const held = await pageOf(
    holder,
    `/concerts/${String(concertId)}/seats/${String(performanceId)}`,
  );
  await expect(held.getByRole('heading', { name: say('seating.map.title') })).toBeVisible();
  const queue = await pageOf(waiting, `/concerts/${String(concertId)}/queue`);
  await expect(queue.getByText(say('queue.place'))).toBeVisible();

  const staff = await theAdmin();
  const { admin } = program(staff);
  const reason = 'The hall is closed';
  await admin.performances.cancel.mutate({ performanceId, reason, idempotencyKey: 'cancel-date' });
  await Promise.all([
    expect(held.getByRole('heading', { name: say('seating.cancelled.dateTitle') })).toBeVisible(
      twoSeconds,
    ),
    expect(booked.getByText(say('tickets.cancelledTitle'))).toBeVisible(twoSeconds),
  ]);
  await expect(held.getByText(say('seating.cancelled.unpaid'))).toBeVisible();
  await expect(held.getByText(say('seating.cancelled.reason', { reason }))).toBeVisible();
  await expect(booked.getByText(say('tickets.cancelledReason', { reason }))).toBeVisible();
  const amount = locale_ === 'ko' ? '50,000원' : '₩50,000';
  await expect(booked.getByText(say('tickets.cancelledRefunded', { amount }))).toBeVisible({
    timeout: 10_000,
  });
  await expectSoundPage(held);
  await expectSoundPage(booked);

  const settings = await pageOf(staff, `/admin/concerts/${String(concertId)}/settings`);
  const title = say('editing.cancel.concertTitle');
  const dialog = await openDialog(settings, say('editing.life.cancel'), title);
  await dialog.getByLabel(say('admin.reason'), { exact: true }).fill(reason);
  const nothing = locale_ === 'ko' ? '0원' : '₩0';
  const confirm = dialog.getByRole('button', {
    name: say('editing.cancel.confirm', { amount: nothing }),
  });
  await expect(confirm).toBeVisible();
  const answered = settings.waitForResponse(/admin\.concerts\.cancel/);
  await confirm.click();
  await answered;
  await expect(queue.getByText(say('queue.cancelledTitle'))).toBeVisible(twoSeconds);
  await expectSoundPage(queue);
  await queue.goto(`/concerts/${String(concertId)}/queue`);
  await expect(queue.getByText(say('queue.cancelledTitle'))).toBeVisible();
  await queue.goto(`/concerts/${String(concertId)}`);
  await expect(queue.getByText(say('catalog.bookCancelled'))).toBeVisible();
  for (const page of [held, queue, settings]) await page.context().close();
});
