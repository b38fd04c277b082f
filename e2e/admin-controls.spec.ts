import { randomUUID } from 'node:crypto';
import { generateSync } from 'otplib';
import { formatsOf } from '#components/format.tsx';
import {
  admittedProgram,
  aPerson,
  expect,
  holdFree,
  openDialog,
  type Page,
  program,
  type Say,
  signIn,
  sql,
  expectSoundPage,
  test,
  theAdmin,
} from './fixtures.ts';

const concertId = 3; // concert 3 opens later, so its queue is empty
const dashboard = `/admin/concerts/${concertId}`;

test('an administrator pauses and resumes a queue with a reason, and both are in the audit log', async ({
  page,
  context,
  say,
}) => {
  const reasons = { pause: `pause ${randomUUID()}`, resume: `resume ${randomUUID()}` };
  await signIn(context, await theAdmin());
  await page.goto(dashboard);
  const record = page.getByRole('region', { name: say('admin.audit') }).getByRole('listitem');
  for (const [control, recorded] of [
    ['pause', 'paused'],
    ['resume', 'resumed'],
  ] as const) {
    const action = say(`admin.control.${control}.action`);
    const dialog = await openDialog(page, action, say(`admin.control.${control}.title`));
    await dialog.getByRole('button', { name: action, exact: true }).click();
    await expect(dialog.getByText(say('admin.reasonMissing'))).toBeVisible();
    await expect(dialog.getByLabel(say('admin.reason'), { exact: true })).toBeFocused();
    await expectSoundPage(page);
    await dialog.getByLabel(say('admin.reason'), { exact: true }).fill(reasons[control]);
    await dialog.getByRole('button', { name: action, exact: true }).click();
    await expect(
      page.getByRole('status').filter({ hasText: say(`admin.control.${control}.done`) }),
    ).toBeInViewport();
    const entry = record.filter({ hasText: say('admin.because', { reason: reasons[control] }) });
    await expect(entry).toContainText(say(`admin.change.${recorded}`));
    if (control === 'pause')
      await expect(
        page.getByText(say('admin.control.paused.valuePaused', { reason: reasons.pause })),
      ).toBeVisible();
    await expectSoundPage(page);
  }
  await expect(page.getByText(say('admin.control.paused.valueRunning'))).toBeVisible();
});

const row = (page: Page, say: Say, control: string) =>
  page
    .locator('div', {
      has: page.getByRole('heading', {
        level: 3,
        name: say(`admin.control.${control}.label`),
        exact: true,
      }),
    })
    .last();

/**
 * Uses an admin control by keyboard only: selects `choose` or types `type`, types the reason, and
 * presses Enter.
 */
async function change(
  page: Page,
  say: Say,
  control: string,
  given: { choose?: string; type?: string; reason: string },
) {
  const action = say(`admin.control.${control}.action`);
  const dialog = await openDialog(page, action, say(`admin.control.${control}.title`));
  if (given.choose !== undefined)
    await dialog.getByRole('button', { name: given.choose, exact: true }).press('Enter');
  if (given.type !== undefined)
    await dialog
      .getByLabel(say(`admin.control.${control}.field`), { exact: true })
      .last()
      .fill(given.type);
  const reason = dialog.getByLabel(say('admin.reason'), { exact: true });
  await reason.fill(given.reason);
  await reason.press('Enter');
  return dialog;
}

const expectDone = (page: Page, say: Say, control: string) =>
  expect(page.getByText(say(`admin.control.${control}.done`), { exact: true })).toBeVisible();

test('turn length, claim window and grace time can be set and returned to their defaults', async ({
  page,
  context,
  say,
}) => {
  const admin = await theAdmin();
  await signIn(context, admin);
  await page.goto(dashboard);
  const record = page.getByRole('region', { name: say('admin.audit') }).getByRole('listitem');
  for (const [control, value, wrong] of [
    ['sessionSeconds', '5:01', '301'],
    ['claimSeconds', '1:01', '1:00:01'],
    ['graceSeconds', '1:31', '9s'],
  ] as const) {
    const [minutes, seconds] = value.split(':');
    const inWords = `${say('admin.duration.minutes', { value: Number(minutes) })} ${say('admin.duration.seconds', { value: Number(seconds) })}`;
    const reason = randomUUID();
    const own = say('admin.ownValue');
    const dialog = await change(page, say, control, { choose: own, type: wrong, reason });
    await expect(dialog.getByText(say(`admin.control.${control}.wrong`))).toBeVisible();
    await expect(
      dialog.getByRole('textbox', { name: say(`admin.control.${control}.field`) }),
    ).toBeFocused();
    await expectSoundPage(page);
    await page.keyboard.press('Escape');
    await change(page, say, control, { choose: own, type: value, reason });
    await expectDone(page, say, control);
    await expect(row(page, say, control)).toContainText(
      say(`admin.control.${control}.value`, { value: inWords }),
    );
    await expect(record.filter({ hasText: reason })).toContainText(
      say(`admin.change.${control}`, { value: inWords }),
    );
    await change(page, say, control, {
      choose: say('admin.control.asAll'),
      reason: `back ${reason}`,
    });
    await expect(record.filter({ hasText: `back ${reason}` })).toContainText(
      say(`admin.change.usual.${control}`),
    );
    const again = await openDialog(
      page,
      say(`admin.control.${control}.action`),
      say(`admin.control.${control}.title`),
    );
    await expect(
      again.getByRole('button', { name: say('admin.control.asAll'), pressed: true }),
    ).toBeVisible();
    await page.keyboard.press('Escape');
  }
  expect(await program(admin).admin.overview.query({ concertId })).toMatchObject({
    sessionSeconds: 600,
    claimSeconds: 120,
    graceSeconds: 180,
  });
});

test('sale and queue opening are set in Seoul time, and the queue never opens after the sale', async ({
  page,
  context,
  say,
}) => {
  const admin = await theAdmin();
  const { opensAt: before, firstDate } = await program(admin).catalog.concert.query({ concertId });
  const day = new Date(Date.parse(firstDate ?? '') - 2 * 86_400_000).toISOString().slice(0, 10);
  await signIn(context, admin);
  await page.goto(dashboard);
  const reason = randomUUID();
  await change(page, say, 'opensAt', { type: `${day}T20:00`, reason });
  await expectDone(page, say, 'opensAt');
  const overview = () => program(admin).admin.overview.query({ concertId });
  expect(await overview()).toMatchObject({
    opensAt: `${day}T11:00:00.000Z`,
    lineOpensAt: `${day}T10:30:00.000Z`,
  });

  const late = await change(page, say, 'lineOpensAt', {
    choose: say('admin.ownValue'),
    type: `${day}T20:01`,
    reason,
  });
  await expect(
    late.getByRole('textbox').or(late.locator('[aria-invalid="true"]')).first(),
  ).toBeVisible();
  await expect(late.locator('[aria-invalid="true"]')).toBeFocused();
  await expectSoundPage(page);
  await page.keyboard.press('Escape');
  await change(page, say, 'lineOpensAt', {
    choose: say('admin.ownValue'),
    type: `${day}T19:00`,
    reason,
  });
  await expectDone(page, say, 'lineOpensAt');
  expect((await overview()).lineOpensAt).toBe(`${day}T10:00:00.000Z`);
  const early = await change(page, say, 'opensAt', { type: `${day}T18:59`, reason });
  await expect(early.locator('[aria-invalid="true"]')).toBeFocused();
  await page.keyboard.press('Escape');

  await change(page, say, 'lineOpensAt', {
    choose: say('admin.control.lineOpensAt.usual'),
    reason,
  });
  await expectDone(page, say, 'lineOpensAt');
  expect((await overview()).lineOpensAt).toBe(`${day}T10:30:00.000Z`);
  await expectSoundPage(page);
  await program(admin).admin.queue.set.mutate({
    concertId,
    opensAt: before,
    lineOpensAt: null,
    reason,
  });
});

test('cancelling can be switched off and on again for a concert, and its page says so', async ({
  page,
  context,
  say,
}) => {
  await signIn(context, await theAdmin());
  await page.goto(dashboard);
  const control = 'cancellationFees';
  const reason = randomUUID();
  const dialog = await change(page, say, control, {
    choose: say('admin.ownValue'),
    type: '10:5, 3:1',
    reason,
  });
  await expect(dialog.getByText(say(`admin.control.${control}.wrong`))).toBeVisible();
  await expectSoundPage(page);
  await page.keyboard.press('Escape');
  await change(page, say, control, { choose: say(`admin.control.${control}.never`), reason });
  await expect(row(page, say, control)).toContainText(say(`admin.control.${control}.none`));
  await page.goto(`/concerts/${concertId}`);
  await expect(page.getByText(say('tickets.fees.never'))).toBeVisible();
  await page.goto(dashboard);
  await change(page, say, control, { choose: say('admin.control.asAll'), reason });
  await expect(row(page, say, control)).toContainText(
    say(`admin.control.${control}.step`, { days: 10, percent: 0 }),
  );
  await page.goto(`/concerts/${concertId}`);
  await expect(page.getByText(say('tickets.fees.notOnTheDay'))).toBeVisible();
});

test('a refund shows the buyer, the seats and the amount before it is made, and then a visible confirmation', async ({
  page,
  context,
  say,
  locale_,
}) => {
  const buyer = await aPerson();
  await program(buyer).wallet.charge.mutate({ amount: 1_000_000, idempotencyKey: randomUUID() });
  const theirs = await admittedProgram(buyer, 1);
  const [first] = await sql(
    'SELECT min(id) AS id FROM performances WHERE concert_id = 1 AND starts_at > clock_timestamp()',
  );
  const performanceId = Number(first?.['id']);
  const { reservationId, chosen } = await holdFree(theirs, performanceId, { count: 2, last: true });
  const seats = chosen.map(({ seat }) => seat);
  const { amount } = await theirs.payment.pay.mutate({
    reservationId,
    idempotencyKey: randomUUID(),
  });
  const words = {
    person: '손님',
    seats: seats.join(', '),
    amount: formatsOf(locale_, 0).won(amount),
  };

  await signIn(context, await theAdmin());
  await page.goto('/admin/concerts/1');
  const seat = page.locator(`[data-seat="${seats[0] ?? 0}"]`);
  await seat.click();
  const dialog = await openDialog(
    page,
    say('admin.refund.action'),
    say('admin.refund.title', words),
  );
  for (const text of [words.person, buyer.email, words.seats, words.amount])
    await expect(dialog).toContainText(text);
  const confirm = dialog.getByRole('button', {
    name: say('admin.refund.confirm', words),
    exact: true,
  });
  await expect(confirm).toHaveClass(/text-danger/);
  await expectSoundPage(page);
  await dialog.getByLabel(say('admin.reason'), { exact: true }).fill('a wrong seat');
  await confirm.click();
  await expect(
    page.getByRole('status').filter({ hasText: say('admin.refund.done', words) }),
  ).toBeInViewport();
  await expect(
    page.getByRole('heading', { level: 3, name: new RegExp(`\\b${seats[0] ?? 0}\\b`) }),
  ).toBeFocused();
  expect(await program(buyer).wallet.balance.query()).toEqual({ balance: 1_000_000 });
  await expectSoundPage(page);
});

test('a change that needs a second factor sets up an app with recovery codes, and is then made', async ({
  page,
  context,
  say,
}) => {
  const owner = await aPerson();
  await sql("INSERT INTO staff_grants (user_id, role) VALUES ($1, 'OWNER')", owner.userId);
  await signIn(context, owner);
  await page.goto(dashboard);
  // The demonstration does not require a second factor, so the test refuses one change each time.
  let refusals = 0;
  await page.route(/admin\.queue\.set/, async (route) => {
    if (refusals === 0) return route.continue();
    refusals -= 1;
    const data = { httpStatus: 403, refusal: { code: 'REAUTHENTICATE', methods: [] } };
    const error = { message: 'refused', code: -32_003, data };
    await route.fulfill({ status: 403, json: [{ error }] });
  });
  const text = (key: string) => say(`admin.secondFactor.${key}`);
  const asking = async (control: 'pause' | 'resume') => {
    refusals = 1;
    const action = say(`admin.control.${control}.action`);
    const dialog = await openDialog(page, action, say(`admin.control.${control}.title`));
    await dialog.getByLabel(say('admin.reason'), { exact: true }).fill('a second factor');
    await dialog.getByRole('button', { name: action, exact: true }).click();
    return page.getByRole('dialog', { name: text('title') });
  };
  const done = (control: string) =>
    page.getByRole('status').filter({ hasText: say(`admin.control.${control}.done`) });

  const first = await asking('pause');
  await first.getByRole('button', { name: text('enrol') }).click();
  const secret = await first.getByRole('code').innerText();
  await expectSoundPage(page);
  await first.getByLabel(text('code'), { exact: true }).fill(generateSync({ secret }));
  await first.getByRole('button', { name: text('confirm'), exact: true }).click();
  const codes = first.getByRole('listitem');
  await expect(codes).toHaveCount(10);
  const code = await codes.first().innerText();
  await expectSoundPage(page);
  await first.getByRole('button', { name: text('recoveryDone') }).click();
  await expect(done('pause')).toBeInViewport();

  const second = await asking('resume');
  const field = second.getByLabel(text('code'), { exact: true });
  await expect(field).toBeFocused();
  await field.fill('000000');
  await field.press('Enter');
  await expect(second.getByText(text('wrongCode'))).toBeVisible();
  await field.fill(code);
  await field.press('Enter');
  await expect(done('resume')).toBeInViewport();
});
