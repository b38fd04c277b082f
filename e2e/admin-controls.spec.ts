import { randomUUID } from 'node:crypto';
import { generateSync } from 'otplib';
import { formatsOf } from '#components/format.tsx';
import {
  admittedProgram,
  aPerson,
  expect,
  holdFree,
  type Page,
  type Person,
  program,
  type Say,
  signIn,
  sql,
  expectSoundPage,
  test,
  theAdmin,
} from './fixtures.ts';

const concertId = 3; // concert 3 opens later, so its queue is empty
const consolePage = `/admin/concerts/${concertId}`;

const auditOf = async (admin: Person) =>
  (await program(admin).admin.audit.list.query({ concertId })).items;

const said = (page: Page, text: string) => page.getByRole('status').filter({ hasText: text });

/** Opens the bottom sheet of a lever, again until the page is hydrated. */
async function openLever(page: Page, say: Say, lever: string) {
  const title = say(`console.lever.${lever}.title`);
  const sheet = page.getByRole('dialog', { name: title, exact: true });
  await expect(async () => {
    if (!(await sheet.isVisible()))
      await page.getByRole('button', { name: new RegExp(`^${title}`) }).click({ timeout: 2_000 });
    await expect(sheet).toBeVisible({ timeout: 1_000 });
  }).toPass();
  return sheet;
}

/** Opens the pause, or its end, from the bar. */
async function openPause(page: Page, say: Say, turn: 'pause' | 'resume') {
  const dialog = page.getByRole('dialog', { name: say(`admin.control.${turn}.title`) });
  const button = page.getByRole('button', { name: say(`console.${turn}Short`), exact: true });
  await expect(async () => {
    if (!(await dialog.isVisible())) await button.click({ timeout: 2_000 });
    await expect(dialog).toBeVisible({ timeout: 1_000 });
  }).toPass();
  return dialog;
}

test('an administrator pauses and resumes a queue with a reason, and both are in the audit log', async ({
  page,
  context,
  say,
}) => {
  const reasons = { pause: `pause ${randomUUID()}`, resume: `resume ${randomUUID()}` };
  await signIn(context, await theAdmin());
  await page.goto(consolePage);
  for (const turn of ['pause', 'resume'] as const) {
    const action = say(`admin.control.${turn}.action`);
    const dialog = await openPause(page, say, turn);
    await dialog.getByRole('button', { name: action, exact: true }).click();
    await expect(dialog.getByText(say('admin.reasonMissing'))).toBeVisible();
    await expect(dialog.getByLabel(say('admin.reason'), { exact: true })).toBeFocused();
    if (turn === 'pause') {
      await expect(dialog).toContainText(say('console.pauseEffect', { waiting: 0 }));
      await expectSoundPage(page);
    }
    await dialog.getByLabel(say('admin.reason'), { exact: true }).fill(reasons[turn]);
    await dialog.getByRole('button', { name: action, exact: true }).click();
    await expect(said(page, say(`admin.control.${turn}.done`))).toBeInViewport();
    await expect(
      page.getByText(say(turn === 'pause' ? 'admin.paused' : 'admin.notOnSale'), { exact: true }),
    ).toBeVisible();
  }
  await expectSoundPage(page);
  await page.getByRole('link', { name: say('console.tab.record'), exact: true }).click();
  const record = page.getByRole('region', { name: say('console.audit') }).getByRole('listitem');
  for (const [reason, recorded] of [
    [reasons.pause, 'paused'],
    [reasons.resume, 'resumed'],
  ] as const)
    await expect(record.filter({ hasText: say('staff.audit.because', { reason }) })).toContainText(
      say(`admin.change.${recorded}`),
    );
});

/** Opens the dialog of a setting among the other settings. */
async function openSetting(page: Page, say: Say, control: string, action = `${control}.action`) {
  const dialog = page.getByRole('dialog', {
    name: say(`admin.control.${control}.title`),
    exact: true,
  });
  await page.getByRole('button', { name: say(`admin.control.${action}`), exact: true }).click();
  await expect(dialog).toBeVisible();
  return dialog;
}

/**
 * Uses a setting by keyboard only: selects `choose` or types `type`, types the reason, and presses
 * Enter.
 */
async function change(
  page: Page,
  say: Say,
  control: string,
  given: { choose?: string; type?: string; field?: string; reason: string },
) {
  const dialog = await openSetting(page, say, control);
  if (given.choose !== undefined)
    await dialog.getByRole('button', { name: given.choose, exact: true }).press('Enter');
  const { field = say(`admin.control.${control}.field`) } = given;
  if (given.type !== undefined)
    await dialog.getByLabel(field, { exact: true }).last().fill(given.type);
  const reason = dialog.getByLabel(say('admin.reason'), { exact: true });
  await reason.fill(given.reason);
  await reason.press('Enter');
  return dialog;
}

const expectDone = (page: Page, say: Say, control: string) =>
  expect(said(page, say(`admin.control.${control}.done`))).toBeInViewport();

test('turn length, claim window and grace time can be set and returned to their defaults', async ({
  page,
  context,
  say,
}) => {
  const admin = await theAdmin();
  await signIn(context, admin);
  await page.goto(consolePage);
  const sheet = await openLever(page, say, 'others');
  await expectSoundPage(page);
  for (const [control, value, seconds, wrong] of [
    ['sessionSeconds', '5:01', 301, '301'],
    ['claimSeconds', '1:01', 61, '1:00:01'],
    ['graceSeconds', '1:31', 91, '9s'],
  ] as const) {
    const reason = randomUUID();
    const own = say('admin.ownValue');
    const dialog = await change(page, say, control, { choose: own, type: wrong, reason });
    await expect(dialog.getByText(say(`admin.control.${control}.wrong`))).toBeVisible();
    await expect(
      dialog.getByRole('textbox', { name: say(`admin.control.${control}.field`) }),
    ).toBeFocused();
    await page.keyboard.press('Escape');
    await change(page, say, control, { choose: own, type: value, reason });
    await expectDone(page, say, control);
    const [minutes] = value.split(':');
    const inWords = `${say('admin.duration.minutes', { value: Number(minutes) })} ${say('admin.duration.seconds', { value: 1 })}`;
    if (control !== 'graceSeconds')
      await expect(sheet).toContainText(say(`admin.control.${control}.value`, { value: inWords }));
    await change(page, say, control, {
      choose: say('admin.control.asAll'),
      reason: `back ${reason}`,
    });
    await expect
      .poll(async () =>
        (await auditOf(admin))
          .filter((entry) => entry.reason.includes(reason))
          .map(({ after }) => after),
      )
      .toEqual([{ [control]: null }, { [control]: seconds }]);
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
  await page.goto(consolePage);
  await openLever(page, say, 'others');
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
  await expect.poll(async () => (await overview()).lineOpensAt).toBe(`${day}T10:30:00.000Z`);
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
  await page.goto(consolePage);
  const control = 'cancellationFees';
  const reason = randomUUID();
  const sheet = await openLever(page, say, 'others');
  const dialog = await change(page, say, control, {
    choose: say('admin.ownValue'),
    field: say('editing.fees.percent', { step: 1 }),
    type: '50', // more than the later steps
    reason,
  });
  await expect(dialog.getByText(say(`admin.control.${control}.wrong`))).toBeVisible();
  await expect(dialog.getByLabel(say('editing.fees.days', { step: 1 }))).toBeFocused();
  await expectSoundPage(page);
  await page.keyboard.press('Escape');
  await change(page, say, control, { choose: say(`admin.control.${control}.never`), reason });
  await expect(sheet).toContainText(say(`admin.control.${control}.none`));
  await page.goto(`/concerts/${concertId}`);
  await expect(page.getByText(say('tickets.fees.never'))).toBeVisible();
  await page.goto(consolePage);
  const again = await openLever(page, say, 'others');
  await change(page, say, control, { choose: say('admin.control.asAll'), reason });
  await expect(again).toContainText(say(`admin.control.${control}.step`, { days: 10, percent: 0 }));
  await page.goto(`/concerts/${concertId}`);
  await expect(page.getByText(say('tickets.fees.notOnTheDay'))).toBeVisible();
});

const inWords = ({ seat, grade }: { seat: number; grade: string }) => ({ seat, grade });

/** Buys two seats of concert 1 for a new person, the last free ones of its first date. */
async function buyTwo() {
  const buyer = await aPerson();
  await program(buyer).wallet.charge.mutate({ amount: 1_000_000, idempotencyKey: randomUUID() });
  const theirs = await admittedProgram(buyer, 1);
  const [first] = await sql(
    'SELECT min(id) AS id FROM performances WHERE concert_id = 1 AND starts_at > clock_timestamp()',
  );
  const { reservationId, chosen } = await holdFree(theirs, Number(first?.['id']), {
    count: 2,
    last: true,
  });
  await theirs.payment.pay.mutate({ reservationId, idempotencyKey: randomUUID() });
  return { buyer, reservationId, chosen };
}

test('a refund shows the buyer, the seats and the amount before it is made, and then a visible confirmation', async ({
  page,
  context,
  say,
  locale_,
}) => {
  const { buyer, chosen } = await buyTwo();
  const [left, returned] = chosen;
  if (left === undefined || returned === undefined) throw new Error('two seats were bought');
  const amount = formatsOf(locale_, 0).won(returned.price);
  await signIn(context, await theAdmin());
  await page.goto('/admin/concerts/1/seats');
  const drawer = page.getByRole('dialog', { name: say('admin.seatName', inWords(returned)) });
  await expect(async () => {
    if (!(await drawer.isVisible()))
      await page.locator(`#staff-seat-${String(returned.seat)}`).click({ timeout: 2_000 });
    await expect(drawer).toBeVisible({ timeout: 1_000 });
  }).toPass();
  await drawer.getByRole('button', { name: say('console.seatVerb.refund.action') }).click();
  for (const text of [buyer.email, `${String(left.seat)}, ${String(returned.seat)}`])
    await expect(drawer).toContainText(text);
  await drawer.getByRole('checkbox', { name: say('console.refund.seat', inWords(left)) }).uncheck();
  const confirm = drawer.getByRole('button', {
    name: say('console.refund.confirm', { amount }),
    exact: true,
  });
  await expect(confirm).toHaveClass(/text-danger/);
  await expectSoundPage(page);
  await drawer.getByLabel(say('admin.reason'), { exact: true }).fill('a wrong seat');
  await confirm.click();
  await expect(
    said(page, say('console.refund.done', { seats: String(returned.seat), amount })),
  ).toBeInViewport();
  expect(await program(buyer).wallet.balance.query()).toEqual({
    balance: 1_000_000 - left.price,
  });
});

test('a change that needs a second factor sets up an app with recovery codes, and is then made', async ({
  page,
  context,
  say,
}) => {
  const owner = await aPerson();
  await sql("INSERT INTO staff_grants (user_id, role) VALUES ($1, 'OWNER')", owner.userId);
  await signIn(context, owner);
  await page.goto(consolePage);
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

  refusals = 1;
  const pausing = await openPause(page, say, 'pause');
  await pausing.getByLabel(say('admin.reason'), { exact: true }).fill('a second factor');
  const pause = say('admin.control.pause.action');
  await pausing.getByRole('button', { name: pause, exact: true }).click();
  const first = page.getByRole('dialog', { name: text('title') });
  await first.getByRole('button', { name: text('enrol') }).click();
  const secret = await first.getByRole('code').innerText();
  await expectSoundPage(page);
  await first.getByLabel(text('code'), { exact: true }).fill(generateSync({ secret }));
  await first.getByRole('button', { name: text('confirm'), exact: true }).click();
  const codes = first.getByRole('listitem');
  await expect(codes).toHaveCount(10);
  const code = await codes.first().innerText();
  await first.getByRole('button', { name: text('recoveryDone') }).click();
  await expect(said(page, say('admin.control.pause.done'))).toBeInViewport();
  await program(owner).admin.queue.set.mutate({ concertId, paused: false, reason: 'a test' });

  // A lever asks in its own place.
  refusals = 1;
  const sheet = await openLever(page, say, 'capacity');
  await sheet.getByRole('button', { name: say('console.lever.more') }).click();
  await sheet.getByLabel(say('admin.reason'), { exact: true }).fill('a second factor');
  await sheet.getByLabel(say('admin.reason'), { exact: true }).press('Enter');
  const field = sheet.getByLabel(text('code'), { exact: true });
  await expect(field).toBeFocused();
  await field.fill('000000');
  await field.press('Enter');
  await expect(sheet.getByText(text('wrongCode'))).toBeVisible();
  await field.fill(code);
  await field.press('Enter');
  await expect(sheet).toBeHidden();
  await expect(
    page.locator('[data-toast]').getByRole('button', { name: say('console.undo') }),
  ).toBeInViewport();
});

test('a lever states its effect before it applies, and an undo restores the value with its own audit entry', async ({
  page,
  context,
  say,
  locale_,
}) => {
  const admin = await theAdmin();
  const { number } = formatsOf(locale_, 0);
  const capacity = async () => (await program(admin).admin.overview.query({ concertId })).capacity;
  const before = await capacity();
  const wanted = before === 20 ? 50 : 20;
  const reason = randomUUID();
  await signIn(context, admin);
  await page.goto(consolePage);
  const sheet = await openLever(page, say, 'capacity');
  await expect(sheet.locator('[data-effect]')).toHaveCount(0);
  await sheet.getByRole('button', { name: String(wanted), exact: true }).click();
  const words = { value: number(wanted), before: number(before) };
  await expect(sheet.locator('[data-effect]')).toHaveText(
    `${say('console.lever.capacity.from', words)} ${say('console.effect.nobodyWaits')}`,
  );
  await sheet.getByLabel(say('admin.reason'), { exact: true }).fill(reason);
  await expectSoundPage(page);
  await sheet.getByRole('button', { name: say('console.lever.capacity.confirm', words) }).click();
  await expect(said(page, say('console.lever.capacity.done', words))).toBeInViewport();
  expect(await capacity()).toBe(wanted);
  await page
    .locator('[data-toast]')
    .getByRole('button', { name: say('console.undo') })
    .click();
  await expect(said(page, say('console.undone'))).toBeInViewport();
  expect(await capacity()).toBe(before);
  const mine = (await auditOf(admin)).filter((entry) => entry.reason.includes(reason));
  expect(mine.map(({ after }) => after)).toEqual([{ capacity: before }, { capacity: wanted }]);
});

test(
  'at 1280 × 800 the console fits without scrolling, and a pause, a raised capacity, a found booking and its refund take at most 30 presses',
  { tag: '@desktop' },
  async ({ page, context, say, locale_ }) => {
    const { buyer, reservationId, chosen } = await buyTwo();
    const { won } = formatsOf(locale_, 0);
    const admin = await theAdmin();
    const { capacity } = await program(admin).admin.overview.query({ concertId: 1 });
    await signIn(context, admin);
    await page.goto('/admin/concerts/1');
    const height = () => page.evaluate(() => document.documentElement.scrollHeight - innerHeight);
    await expect(page.locator('#staff-seat-1')).toBeInViewport({ ratio: 1 });
    expect(await height()).toBeLessThanOrEqual(0);

    let presses = 0;
    const press = async (name: string, within: Page | ReturnType<Page['getByRole']> = page) => {
      const target = within
        .getByRole('button', { name, exact: true })
        .or(within.getByRole('link', { name, exact: true }));
      await expect(target).toBeInViewport({ ratio: 1 });
      await target.click();
      presses += 1;
    };
    const enter = async () => {
      await page.keyboard.press('Enter');
      presses += 1;
    };
    const reason = page.getByLabel(say('admin.reason'), { exact: true });

    const pause = say('admin.control.pause.action');
    await expect(async () => {
      if (!(await reason.isVisible()))
        await page.getByRole('button', { name: pause, exact: true }).click({ timeout: 2_000 });
      await expect(reason).toBeVisible({ timeout: 1_000 });
    }).toPass();
    presses += 1;
    await reason.fill('a test');
    await enter();
    await expect(said(page, say('admin.control.pause.done'))).toBeInViewport();

    const lever = page.locator('[data-lever="capacity"]');
    await press(say('console.lever.more'), lever);
    await expect(lever.locator('[data-effect]')).toBeInViewport({ ratio: 1 });
    await press('a test', lever);
    await expect(reason).toBeInViewport({ ratio: 1 });
    await reason.press('Enter');
    presses += 1;
    await expect(lever.locator('[data-effect]')).toHaveCount(0);
    expect(await height()).toBeLessThanOrEqual(0);
    expect((await program(admin).admin.overview.query({ concertId: 1 })).capacity).toBeGreaterThan(
      capacity,
    );
    await expectSoundPage(page);

    await press(say('console.tab.bookings'));
    await page.getByRole('searchbox').fill(buyer.email);
    const found = page.getByRole('main').getByRole('listitem').getByRole('button');
    await expect(found).toHaveCount(1);
    await expect(found).toContainText(say('console.bookings.number', { number: reservationId }));
    await expect(found).toBeInViewport({ ratio: 1 });
    await found.click();
    presses += 1;
    await press(say('console.seatVerb.refund.action'));
    await press('a test', page.getByRole('dialog'));
    const amount = won(chosen.reduce((sum, { price }) => sum + price, 0));
    await press(say('console.refund.confirm', { amount }));
    await expect(
      said(
        page,
        say('console.refund.done', { amount, seats: chosen.map(({ seat }) => seat).join(', ') }),
      ),
    ).toBeInViewport();
    expect(presses).toBeLessThanOrEqual(30);
    expect(await program(buyer).wallet.balance.query()).toEqual({ balance: 1_000_000 });
    await program(admin).admin.queue.set.mutate({
      concertId: 1,
      capacity,
      paused: false,
      reason: 'a test',
    });
  },
);

test(
  'the search finds a control, a concert and a page by keyboard, and begins the control',
  { tag: '@desktop' },
  async ({ page, context, say }) => {
    await signIn(context, await theAdmin());
    await page.goto(`${consolePage}/record`);
    const search = page.getByRole('combobox');
    await expect(async () => {
      if (!(await search.isVisible())) await page.keyboard.press('Control+k');
      await expect(search).toBeFocused({ timeout: 1_000 });
    }).toPass();
    await expectSoundPage(page);
    await page.keyboard.type(say('console.verb.capacity'));
    await page.keyboard.press('Enter');
    await expect(page).toHaveURL(new RegExp(`${consolePage}$`));
    await expect(page.locator('[data-lever="capacity"] :focus')).toBeVisible();
    await page.keyboard.press('Control+k');
    await page.keyboard.type(say('console.link.staff'));
    await expect(page.getByRole('option')).toHaveCount(1);
    await page.keyboard.press('Escape');
    await expect(search).toBeHidden();
  },
);
