import { randomUUID } from 'node:crypto';
import { auditOf, concertId, consolePage, openLever, said } from './console-fixtures.ts';
import {
  expect,
  expectSoundPage,
  openDialog,
  type Page,
  program,
  type Say,
  signIn,
  test,
  theAdmin,
} from './fixtures.ts';

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

  // The closed queue of a sale that opens soon is a finding, whose button opens the queue.
  const inMinutes = (minutes: number) => new Date(Date.now() + minutes * 60_000).toISOString();
  await program(admin).admin.queue.set.mutate({
    concertId,
    opensAt: inMinutes(20),
    lineOpensAt: inMinutes(10),
    reason,
  });
  await page.goto(consolePage);
  const remedy = say('console.finding.opensSoonLineClosed.remedy');
  const opening = await openDialog(page, remedy, say('console.remedy.openLine.title'));
  const effect = say('console.remedy.openLine.effect', { minutes: 20 });
  await expect(opening).toContainText(new RegExp(effect.replace('20', '(19|20)')));
  await opening.getByLabel(say('admin.reason'), { exact: true }).fill(reason);
  await opening.getByRole('button', { name: say('console.remedy.openLine.confirm') }).click();
  await expect(said(page, say('console.remedy.openLine.done'))).toBeInViewport();
  await expect(page.getByRole('button', { name: remedy, exact: true })).toBeHidden();
  expect(Date.parse((await overview()).lineOpensAt)).toBeLessThanOrEqual(Date.now());
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
  // A public page is cached for a second.
  await expect(async () => {
    await page.goto(`/concerts/${concertId}`);
    await expect(page.getByText(say('tickets.fees.notOnTheDay'))).toBeVisible({ timeout: 1_000 });
  }).toPass();
});
