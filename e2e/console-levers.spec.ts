import { randomUUID } from 'node:crypto';
import { formatsOf } from '#components/format.tsx';
import { aMinute } from '#tests/support/a-minute.ts';
import type { HistoryRow } from '#components/admin/live/types.ts';
import { auditOf, concertId, consolePage, openLever, openPause, said } from './console-fixtures.ts';
import {
  aPerson,
  expect,
  expectSoundPage,
  type Page,
  program,
  signIn,
  test,
  theAdmin,
} from './fixtures.ts';
import { concertId as busyConcertId, test as withQueue } from './queue-fixtures.ts';

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
  await expect(page.getByRole('figure').locator('canvas')).toHaveCount(5);
  const csv = page.getByRole('link', { name: say('console.history.csv'), exact: true });
  const downloaded = await page.request.get((await csv.getAttribute('href')) ?? '');
  expect(await downloaded.text()).toMatch(/^\uFEFFconcertId,title,at,/);
  const files = page.getByRole('region', { name: say('console.exports.title') }).getByRole('link');
  const links = await files.evaluateAll((all) => all.map((link) => link.getAttribute('href')));
  expect(links).toHaveLength(7);
  for (const link of links)
    expect((await page.request.get(link ?? '')).headers()['content-type']).toContain('text/csv');
  await expectSoundPage(page);
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
  const [before, wanted] = [50, 20];
  const own = { concertId, capacity: before, reason: 'a value of its own' };
  await program(admin).admin.queue.set.mutate(own);
  const reason = randomUUID();
  await page.clock.install();
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
  const toast = page.locator('[data-toast]');
  await expect(toast).toContainText(/(10|9|8|7)$/); // seconds left
  await toast.getByRole('button', { name: say('console.undo') }).click();
  await expect(said(page, say('console.undone'))).toBeInViewport();
  await page.clock.runFor(10_000);
  await expect(said(page, say('console.undone'))).toHaveCount(0);
  expect(await capacity()).toBe(before);
  const valuesAfter = async () =>
    (await auditOf(admin))
      .filter((entry) => entry.reason.includes(reason))
      .map(({ after }) => after);
  expect(await valuesAfter()).toEqual([{ capacity: before }, { capacity: wanted }]);

  // The list of events filters them by kind, and undoes an older change, too.
  const live = page.getByRole('region', { name: say('console.events.title'), exact: true });
  const entries = live.getByRole('listitem').filter({ hasText: reason });
  const show = (group: string) =>
    live.getByRole('button', { name: say(`console.events.group.${group}`), exact: true }).click();
  await expect(entries).toHaveCount(2);
  await show('money');
  await expect(entries).toHaveCount(0);
  await show('control');
  await entries
    .first()
    .getByRole('button', { name: say('console.undo') })
    .click();
  await expect.poll(capacity).toBe(wanted);
  expect(await valuesAfter()).toEqual([
    { capacity: wanted },
    { capacity: before },
    { capacity: wanted },
  ]);
});

test('a message is shown as the waiting room shows it, with the number of its readers, before it applies', async ({
  page,
  context,
  say,
}) => {
  const admin = await theAdmin();
  await signIn(context, admin);
  await page.goto(consolePage);
  const text = (key: string, values = {}) => say(`console.lever.message.${key}`, values);
  const sheet = await openLever(page, say, 'message');
  await sheet.getByRole('button', { name: text('usual.late'), exact: true }).click();
  await expect(sheet.locator('form')).toContainText(say('queue.messageTitle'));
  await expect(sheet.locator('[data-effect]')).toHaveText(text('effect', { waiting: 0 }));
  const reason = sheet.getByLabel(say('admin.reason'), { exact: true });
  await reason.fill('a test');
  await reason.press('Enter');
  await expect(said(page, text('done'))).toBeInViewport();
  const { message } = await program(admin).admin.overview.query({ concertId });
  expect(message).toBe(text('usual.late'));
  await program(admin).admin.queue.set.mutate({ concertId, message: '', reason: 'a test' });
});

test('a guest is admitted and removed again by id, and each dialog states whom it concerns in numbers', async ({
  page,
  context,
  say,
}) => {
  const [admin, guest] = [await theAdmin(), await aPerson()];
  const onSale = { concertId: 1 };
  await signIn(context, admin);
  await page.goto(`/admin/concerts/${onSale.concertId}`);
  for (const verb of ['admit', 'remove'] as const) {
    const text = (key: string, values = {}) => say(`console.lever.people.${verb}.${key}`, values);
    const sheet = await openLever(page, say, 'people');
    await sheet.getByRole('button', { name: text('action'), exact: true }).click();
    await sheet.getByLabel(say('console.lever.people.field')).fill(guest.userId);
    await expect(async () => {
      const { waiting, active, capacity } = await program(admin).admin.overview.query(onSale);
      const effect = text('effect', { waiting, active, capacity });
      await expect(sheet.locator('[data-effect]')).toHaveText(effect, { timeout: 1_000 });
    }).toPass();
    await sheet.getByLabel(say('admin.reason'), { exact: true }).fill('a test');
    await sheet.getByRole('button', { name: text('action'), exact: true }).click();
    await expect(said(page, text('done'))).toBeInViewport();
  }
  const { items } = await program(admin).admin.audit.list.query({
    ...onSale,
    userId: guest.userId,
  });
  expect(items.map(({ action }) => action)).toEqual(['queue.remove', 'queue.admit']);
});

/** Replaces the history of the last half hour, so that a finding needs no minutes of waiting. */
const overrideHistory = (page: Page, rows: HistoryRow[]) =>
  page.route(/admin\.history/, async (route) => {
    const answer = await route.fetch();
    const replies = (await answer.json()) as { result?: { data: unknown } }[];
    const names = new URL(route.request().url()).pathname.split('/').at(-1)?.split(',') ?? [];
    for (const [at, { result }] of replies.entries())
      if (names[at] === 'admin.history' && result !== undefined) result.data = rows;
    await route.fulfill({ response: answer, json: replies });
  });

withQueue(
  'a finding names the problem, and its button opens the lever with a value, an effect and the cursor at the reason',
  async ({ page, context, queue, say, locale_ }) => {
    const admin = await theAdmin();
    const concertId = busyConcertId;
    const { number } = formatsOf(locale_, 0);
    await queue.usersJoin(3);
    await overrideHistory(page, [aMinute({ active: 5, capacity: 5, joins: 11 })]);
    await signIn(context, admin);
    await page.goto(`/admin/concerts/${concertId}`);
    const finding = (part: string) =>
      say(`console.finding.capacityFull.${part}`, { capacity: 5, value: 20 });
    await expect(said(page, finding('title'))).toBeInViewport();
    await page.getByRole('button', { name: finding('remedy'), exact: true }).click();
    const title = say('console.lever.capacity.title');
    const sheet = page.getByRole('dialog', { name: title, exact: true });
    const words = { before: number(5), value: number(20) };
    await expect(sheet.locator('[data-effect]')).toContainText(
      say('console.lever.capacity.from', words),
    );
    await expect(sheet.locator('[data-effect]')).toContainText(
      say('console.effect.allEnter', { waiting: 3 }),
    );
    const reason = sheet.getByLabel(say('admin.reason'), { exact: true });
    await expect(reason).toBeFocused();
    await reason.fill('a test');
    await reason.press('Enter');
    await expect(said(page, say('console.lever.capacity.done', words))).toBeInViewport();
    await expect(said(page, finding('title'))).toHaveCount(0);
    await program(admin).admin.queue.set.mutate({ concertId, capacity: 5, reason: 'a test' });
  },
);
