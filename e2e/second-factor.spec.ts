import { generateSync } from 'otplib';
import { openLever, openPause, said } from './console-fixtures.ts';
import { expect, test } from './empty-installation.ts';
import { aPerson, expectSoundPage, program, signIn, sql } from './fixtures.ts';

/** Creates an owner without a second factor, and a concert on sale. */
async function aScene() {
  const owner = await aPerson();
  await sql("INSERT INTO staff_grants (user_id, role) VALUES ($1, 'OWNER')", owner.userId);
  const text = { ko: '공연', en: 'A concert' };
  const [concert] = await sql(
    `INSERT INTO concerts (state, texts, opens_at, capacity)
     VALUES ('PUBLISHED', $1, now() - interval '1 hour', 5) RETURNING id`,
    JSON.stringify({ title: text, venue: text, description: text, notices: text }),
  );
  const concertId = Number(concert?.['id']);
  await sql(
    `INSERT INTO performances (concert_id, starts_at, ends_at)
     VALUES ($1, now() + interval '30 days', now() + interval '31 days')`,
    concertId,
  );
  const overview = () => program(owner).admin.overview.query({ concertId });
  return { owner, concertId, overview };
}

/** Makes every proof of a second factor older than 15 minutes. */
const outdateProofs = () => sql('UPDATE staff_sessions SET until = clock_timestamp()');

test('a change sets up a second factor first; 15 minutes later a lever asks for it in its place, and an undo in a dialog', async ({
  page,
  context,
  say,
}) => {
  const { owner, concertId, overview } = await aScene();
  await signIn(context, owner);
  await page.goto(`/admin/concerts/${String(concertId)}`);
  const text = (key: string) => say(`admin.secondFactor.${key}`);
  const reason = say('admin.reason');

  const pausing = await openPause(page, say, 'pause');
  await pausing.getByLabel(reason, { exact: true }).fill('a second factor');
  const pause = say('admin.control.pause.action');
  await pausing.getByRole('button', { name: pause, exact: true }).click();
  const dialog = page.getByRole('dialog', { name: text('title') });
  await dialog.getByRole('button', { name: text('enrol') }).click();
  const secret = await dialog.getByRole('code').innerText();
  expect(await overview()).toMatchObject({ paused: false });
  await expectSoundPage(page);
  await dialog.getByLabel(text('code'), { exact: true }).fill(generateSync({ secret }));
  await dialog.getByRole('button', { name: text('confirm'), exact: true }).click();
  const codes = dialog.getByRole('listitem');
  await expect(codes).toHaveCount(10);
  const [first = '', second = ''] = await codes.allInnerTexts();
  await dialog.getByRole('button', { name: text('recoveryDone') }).click();
  await expect(said(page, say('admin.control.pause.done'))).toBeInViewport();
  expect(await overview()).toMatchObject({ paused: true });

  await outdateProofs();
  const sheet = await openLever(page, say, 'capacity');
  await sheet.getByRole('button', { name: say('console.lever.more') }).click();
  await sheet.getByLabel(reason, { exact: true }).fill('a second factor');
  await sheet.getByLabel(reason, { exact: true }).press('Enter');
  const field = sheet.getByLabel(text('code'), { exact: true });
  await expect(field).toBeFocused();
  await field.fill('000000');
  await field.press('Enter');
  await expect(sheet.getByText(text('wrongCode'))).toBeVisible();
  await field.fill(first);
  await field.press('Enter');
  await expect(sheet).toBeHidden();
  expect((await overview()).capacity).toBeGreaterThan(5);

  await outdateProofs();
  const undo = page.locator('[data-toast]').getByRole('button', { name: say('console.undo') });
  await expect(undo).toBeInViewport();
  await undo.click();
  await expect(dialog).toBeVisible();
  expect((await overview()).capacity).toBeGreaterThan(5);
  await dialog.getByLabel(text('code'), { exact: true }).fill(second);
  await dialog.getByRole('button', { name: text('prove'), exact: true }).click();
  await expect(dialog).toBeHidden();
  await expect(said(page, say('console.undone'))).toBeInViewport();
  expect((await overview()).capacity).toBe(5);
});
