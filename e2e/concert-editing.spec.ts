import { text } from 'node:stream/consumers';
import sharp from 'sharp';
import { momentAsTyped } from '#components/admin/control.ts';
import { formatsOf } from '#components/format.tsx';
import {
  admittedProgram,
  aPerson,
  expect,
  expectFitting,
  expectSoundPage,
  openDialog,
  type Page,
  program,
  type Say,
  signIn,
  test,
  theAdmin,
} from './fixtures.ts';

const dayMs = 86_400_000;
const minute = (iso: string) => `${iso.slice(0, 16)}:00.000Z`;
const inDays = (days: number) => minute(new Date(Date.now() + days * dayMs).toISOString());

const hall = '남산 극장 소극장';
const texts = {
  'title.ko': '첫눈의 밤',
  'title.en': 'First Snow',
  'venue.ko': '남산 극장',
  'venue.en': 'Namsan Theatre',
  'description.ko': '첫눈이 오는 밤의 노래.',
  'description.en': 'Songs for the first snow.',
};

const field = (page: Page, name: string) => page.locator(`[name="${name}"]`);
const press = (page: Page, name: string) => page.getByRole('button', { name, exact: true }).click();
const done = (page: Page, words: string) =>
  expect(page.getByRole('status').filter({ hasText: words })).toBeVisible();
const seat = (page: Page, number: number) =>
  page.locator(`[role="gridcell"][data-seat="${number}"]`);

interface NewSeats {
  count?: number;
  plan?: string;
}

/** Adds a date in the dialog, with `count` new seats, a hall plan, or those of the latest date. */
async function addDate(
  page: Page,
  say: Say,
  startsAt: string,
  { count, plan }: NewSeats = {},
): Promise<void> {
  const dialog = await openDialog(
    page,
    say('editing.dates.add.open'),
    say('editing.dates.add.title'),
  );
  await dialog.getByLabel(say('editing.start.label')).fill(momentAsTyped(startsAt));
  if (count !== undefined) {
    await dialog.getByLabel(say('editing.dates.add.label.count')).fill(String(count));
    await dialog.getByLabel(say('editing.dates.add.label.price')).fill('90,000');
  }
  if (plan !== undefined) {
    await dialog.getByText(say('editing.dates.add.from.plan')).click();
    const label = say('editing.dates.add.option', { name: plan, count: 20 });
    await dialog.getByLabel(say('editing.dates.add.plan'), { exact: true }).selectOption({ label });
  }
  await dialog.getByRole('button', { name: say('editing.dates.add.action'), exact: true }).click();
  await expect(dialog).toBeHidden();
}

/** Brings the seats out and in again by CSV, which is saved at once, and by JSON. */
async function editInFiles(page: Page, say: Say): Promise<void> {
  const exported = async (button: string) => {
    const [file] = await Promise.all([page.waitForEvent('download'), press(page, say(button))]);
    return text(await file.createReadStream());
  };
  const bringIn = async (name: string, content: string) => {
    const dialog = await openDialog(page, say('editing.tools.import'), say('editing.file.title'));
    await dialog
      .locator('input[type=file]')
      .setInputFiles({ name, mimeType: 'text/plain', buffer: Buffer.from(content) });
    await expect(dialog.getByLabel(say('editing.file.text'))).toHaveValue(content);
    await dialog.getByRole('button', { name: say('editing.file.action'), exact: true }).click();
    await expect(dialog).toBeHidden();
  };
  const csv = await exported('editing.tools.csv');
  await bringIn('seats.csv', csv.replaceAll('90000', '80000'));
  const json = await exported('editing.tools.json');
  expect(json.match(/"price": 80000/g)).toHaveLength(14);
  await bringIn('seats.json', json.replaceAll('80000', '90000'));
  await expect(page.getByText(say('editing.seats.changes', { count: 14 }))).toBeVisible();
  await press(page, say('editing.seats.save'));
  await expect(page.getByText(say('editing.seats.changes', { count: 14 }))).toBeHidden();
}

test('a manager makes a concert in pages: texts, poster, dates, seats by range and file, a hall plan, publication, a price, cancellation @desktop', async ({
  page,
  context,
  say,
}) => {
  test.setTimeout(180_000);
  const admin = await theAdmin();
  await signIn(context, admin);
  await page.goto('/admin/concerts/new');
  const create = say('editing.create');
  await expect(async () => {
    await press(page, create);
    await expect(field(page, 'title.ko')).toBeFocused({ timeout: 1_000 });
  }).toPass();
  for (const [name, words] of Object.entries(texts)) await field(page, name).fill(words);
  await field(page, 'opensAt').fill(momentAsTyped(inDays(-1)));
  const image = await sharp({ create: { width: 60, height: 80, channels: 3, background: '#369' } })
    .png()
    .toBuffer();
  const file = { name: 'poster.png', mimeType: 'image/png', buffer: image };
  await field(page, 'posterId').setInputFiles({ ...file, buffer: Buffer.from('no image') });
  await expect(page.getByText(say('errors.NOT_AN_IMAGE'))).toBeVisible();
  await field(page, 'posterId').setInputFiles(file);
  await expect(page.getByRole('img', { name: say('editing.poster.alt') })).toBeVisible();
  await expectSoundPage(page);
  await press(page, create);
  await page.waitForURL(/\/admin\/concerts\/\d+\/settings$/);
  const concertId = Number(/concerts\/(\d+)/.exec(page.url())?.[1]);

  await page.getByRole('link', { name: say('editing.lacking.dates') }).click();
  await expect(field(page, 'add-date')).toBeFocused();
  const [first, second, third] = [inDays(20), inDays(21), inDays(22)];
  await addDate(page, say, first, { count: 20 });
  await expect(page.getByText(say('editing.life.ready'))).toBeVisible();
  await expectSoundPage(page);

  const { moment } = formatsOf('en', Date.now());
  await page.getByRole('link', { name: `${say('editing.dates.edit')} · ${moment(first)}` }).click();
  await seat(page, 1).click();
  await seat(page, 12).click({ modifiers: ['Shift'] });
  await expect(page.getByText(say('editing.seats.chosen', { count: 4 }))).toBeVisible();
  await seat(page, 12).press('Shift+ArrowRight');
  await expect(page.getByText(say('editing.seats.chosen', { count: 6 }))).toBeVisible();
  await page.getByLabel(say('editing.seats.label.grade'), { exact: true }).fill('VIP');
  await page.getByLabel(say('editing.seats.label.price'), { exact: true }).fill('150,000');
  await press(page, say('editing.seats.apply', { count: 6 }));
  await press(page, say('editing.seats.save'));
  await done(page, say('editing.seats.saved'));
  await expectSoundPage(page);
  await editInFiles(page, say);
  const keep = await openDialog(
    page,
    say('editing.tools.keep.open'),
    say('editing.tools.keep.title'),
  );
  await keep.getByLabel(say('editing.tools.keep.name'), { exact: true }).fill(hall);
  await keep.getByRole('button', { name: say('editing.tools.keep.action'), exact: true }).click();
  await expect(keep).toBeHidden();
  await page.getByRole('link', { name: say('editing.toSettings') }).click();
  await addDate(page, say, second);
  await addDate(page, say, third, { plan: hall });
  const publish = say('editing.life.publish.action');
  const dialog = await openDialog(page, publish, say('editing.life.publish.title'));
  await dialog.getByRole('button', { name: publish }).click();
  await done(page, say('editing.life.publish.done'));

  const fan = await aPerson();
  const shown = await program(fan).catalog.concert.query({ concertId });
  expect(shown).toMatchObject({
    title: texts['title.ko'],
    poster: { sizes: [{ width: 320 }, { width: 640 }, { width: 1_280 }] },
  });
  const grades = [
    { grade: 'VIP', price: 150_000 },
    { grade: 'R', price: 90_000 },
  ];
  expect(
    shown.dates.map((date) => ({ startsAt: minute(date.startsAt), grades: date.grades })),
  ).toEqual([
    { startsAt: first, grades },
    { startsAt: second, grades },
    { startsAt: third, grades },
  ]);
  const performanceId = shown.dates[0]?.performanceId ?? 0;
  const admitted = await admittedProgram(fan, concertId);
  const { reservationId } = await admitted.seating.hold.mutate({ performanceId, seats: [1] });

  await page.goto(`/admin/concerts/${concertId}/dates/${performanceId}`);
  const price = page.getByLabel(say('editing.seats.gradePrice', { grade: 'VIP' }));
  await expect(async () => {
    await price.fill('160,000');
    await expect(
      page.getByText(say('editing.seats.priceEffect', { held: 1, sold: 0 })),
    ).toBeVisible({ timeout: 1_000 });
  }).toPass();
  await press(page, say('editing.seats.save'));
  await done(page, say('editing.seats.saved'));
  expect(await admitted.reservation.get.query({ reservationId })).toMatchObject({ price: 150_000 });
  const seats = await admitted.seating.seats.query({ performanceId });
  expect(seats.find((each) => each.seat === 2)).toMatchObject({ price: 160_000 });

  await page.goto(`/admin/concerts/${concertId}/settings`);
  const move = (key: string, values = {}) => say(`editing.dates.move.${key}`, values);
  const moving = await openDialog(
    page,
    `${move('open')} · ${moment(first)}`,
    move('title', { from: moment(first) }),
  );
  await expect(moving).toContainText(move('effect', { held: 1, sold: 0 }));
  await moving.getByLabel(say('editing.start.label')).fill(momentAsTyped(inDays(23)));
  await moving.getByLabel(say('admin.reason'), { exact: true }).fill('a later evening');
  await moving.getByRole('button', { name: move('action'), exact: true }).click();
  await done(page, move('done'));
  const moved = await program(fan).catalog.concert.query({ concertId });
  expect(moved.dates.map(({ startsAt }) => minute(startsAt))).toEqual([second, third, inDays(23)]);

  const cancel = await openDialog(
    page,
    say('editing.life.cancel'),
    say('editing.cancel.concertTitle'),
  );
  const effect = { payments: 0, amount: '₩0', held: 1, waiting: 0 };
  await expect(cancel.getByText(say('editing.cancel.concertEffect', effect))).toBeVisible();
  await cancel.getByLabel(say('admin.reason'), { exact: true }).fill('the test is over');
  await cancel.getByRole('button', { name: say('editing.cancel.confirm', effect) }).click();
  await expect(page.getByText(say('editing.life.about.CANCELLED'))).toBeVisible();
  expect(await admitted.reservation.get.query({ reservationId })).toMatchObject({
    status: 'RELEASED',
  });

  // Leaves the lists, because other tests read them.
  const plans = await program(admin).admin.plans.list.query();
  const planId = plans.find(({ name }) => name === hall)?.planId ?? 0;
  await program(admin).admin.plans.remove.mutate({ planId });
  const { version } = await program(admin).admin.concerts.get.query({ concertId });
  await program(admin).admin.concerts.archive.mutate({ concertId, version, archived: true });
});

test('two editors at once: nothing is overwritten silently, on a phone @phone', async ({
  page,
  context,
  say,
}) => {
  const admin = await theAdmin();
  const other = program(admin).admin;
  const { concertId, version } = await other.concerts.create.mutate({
    title: { ko: '초안', en: 'Draft' },
    venue: { ko: '극장' },
    description: { ko: '' },
    notices: { ko: '' },
    ageRating: 0,
    runningMinutes: 90,
    opensAt: inDays(1),
    maxSeats: 4,
    orphanRule: false,
  });
  const seats = [1, 2, 3].map((number) => ({ seat: number, grade: 'R', price: 1_000 }));
  const added = await other.performances.add.mutate({
    concertId,
    version,
    startsAt: inDays(9),
    seats,
  });
  await signIn(context, admin);
  await page.goto(`/admin/concerts/${concertId}/settings`);
  await expect(async () => {
    await field(page, 'title.en').fill('Mine');
    await expect(page.getByText(say('editing.changes', { count: 1 }))).toBeVisible({
      timeout: 1_000,
    });
  }).toPass();
  await field(page, 'venue.en').fill('My theatre');
  await other.concerts.update.mutate({
    concertId,
    version: added.version,
    title: { ko: '초안', en: 'Theirs' },
    maxSeats: 2,
  });
  await press(page, say('editing.save'));
  await expect(page.getByText(say('editing.changed.choose'))).toBeVisible();
  await expect(page.getByText(say('editing.changed.theirs', { value: 'Theirs' }))).toBeVisible();
  await expect(field(page, 'maxSeats')).toHaveValue('2');
  await expect(field(page, 'title.en')).toHaveValue('Mine');
  await expectSoundPage(page);
  await page.getByRole('button', { name: new RegExp(`^${say('editing.changed.keep')}`) }).click();
  await press(page, say('editing.save'));
  await done(page, say('editing.saved'));
  expect(await other.concerts.get.query({ concertId })).toMatchObject({
    title: { ko: '초안', en: 'Mine' },
    venue: { ko: '극장', en: 'My theatre' },
    maxSeats: 2,
  });

  await field(page, 'venue.en').fill('Unsaved');
  await page.getByRole('link', { name: new RegExp(`^${say('editing.dates.edit')}`) }).click();
  const leave = page.getByRole('dialog', { name: say('editing.unsaved.title') });
  await leave.getByRole('button', { name: say('editing.unsaved.leave') }).click();
  await seat(page, 1).tap();
  await seat(page, 3).tap();
  await expect(page.getByText(say('editing.seats.chosen', { count: 2 }))).toBeVisible();
  await press(page, say('editing.seats.remove', { count: 2 }));
  await press(page, say('editing.seats.save'));
  await done(page, say('editing.seats.saved'));
  await expectFitting(page);
  const { performances } = await other.concerts.get.query({ concertId });
  expect(performances[0]?.seats.map((each) => each.seat)).toEqual([2]);
});
