import { expect, type Page, type Person, program, type Say } from './fixtures.ts';

export const concertId = 3; // concert 3 opens later, so its queue is empty
export const consolePage = `/admin/concerts/${concertId}`;

export const auditOf = async (admin: Person) =>
  (await program(admin).admin.audit.list.query({ concertId })).items;

export const said = (page: Page, text: string) =>
  page.getByRole('status').filter({ hasText: text });

/** Opens the bottom sheet of a lever, again until the page is hydrated. */
export async function openLever(page: Page, say: Say, lever: string) {
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
export async function openPause(page: Page, say: Say, turn: 'pause' | 'resume') {
  const dialog = page.getByRole('dialog', { name: say(`admin.control.${turn}.title`) });
  const button = page.getByRole('button', { name: say(`console.${turn}Short`), exact: true });
  await expect(async () => {
    if (!(await dialog.isVisible())) await button.click({ timeout: 2_000 });
    await expect(dialog).toBeVisible({ timeout: 1_000 });
  }).toPass();
  return dialog;
}
