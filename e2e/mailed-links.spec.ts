import { randomUUID } from 'node:crypto';
import sharp from 'sharp';
import { type Language, languages } from '#server/config/languages.schema.ts';
import { bodyOf } from '#server/mail/body.ts';
import { mailTexts } from '#server/mail/texts.ts';
import { wordsOfStored } from '#server/notice/notice.ts';
import { noticeKinds } from '#server/notice/texts.ts';
import { someFacts } from '#tests/support/notice-facts.ts';
import {
  expect,
  expectSoundPage,
  openDialog,
  type Page,
  required,
  type Say,
  sql,
  test,
} from './fixtures.ts';

interface Mail {
  id: string;
  to: { address: string }[];
  text: string;
  html: string;
}

/** Waits for the newest mail to an address with a link to a page, and returns it with its link. */
async function mailTo(address: string, page: string): Promise<{ mail: Mail; link: string }> {
  const linkIn = ({ text }: Mail) => /https?:\/\/\S+/.exec(text)?.[0] ?? '';
  let found: Mail | undefined;
  await expect
    .poll(async () => {
      const mails = await fetch(`${required('JARI_E2E_MAILBOX')}/api/email`);
      found = ((await mails.json()) as Mail[]).findLast(
        (mail) => mail.to.some((one) => one.address === address) && linkIn(mail).includes(page),
      );
      return found !== undefined;
    })
    .toBe(true);
  if (found === undefined) throw new Error('no mail arrived');
  return { mail: found, link: linkIn(found) };
}

/** Color of the mail's background and of the middle of an element's upper edge, as seen. */
async function seenColors(page: Page, name: string): Promise<{ page: number[]; button: number[] }> {
  const box = await page.getByRole('link', { name }).boundingBox();
  const { data, info } = await sharp(await page.screenshot())
    .removeAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true });
  const scale = info.width / (page.viewportSize()?.width ?? info.width);
  const at = (x: number, y: number) => {
    const from = (Math.round(y * scale) * info.width + Math.round(x * scale)) * 3;
    return [...data.subarray(from, from + 3)];
  };
  if (box === null) throw new Error('the mail shows no button');
  return { page: at(2, 2), button: at(box.x + box.width / 2, box.y + 4) };
}

/** Words of each kind of notice, with the longest values. */
const noticesIn = (language: Language) =>
  noticeKinds.map((kind) => {
    const words = wordsOfStored({ kind, ...someFacts }, language);
    if (words === null) throw new Error(`${kind} has no words`);
    return words;
  });

test(
  'each mail is accessible, fits a phone, and shows its button in each language',
  { tag: '@phone' },
  async ({ page }) => {
    const link = `https://jari.example/verify?token=${'a-long-token-'.repeat(8)}`;
    const widths = () =>
      page.evaluate(() => [document.body.scrollWidth, document.body.clientWidth]);
    for (const language of languages) {
      const all = [...Object.values(mailTexts[language].kinds), ...noticesIn(language)];
      for (const [at, words] of all.entries()) {
        const { button } = words;
        const code = words === mailTexts[language].kinds.CODE ? '042195' : null;
        const { html } = bodyOf(words, language, link, code);
        await page.setContent(html);
        if (at === 0) await expectSoundPage(page); // the others have the same layout
        const [content = 0, window] = await widths();
        expect([words.subject, content]).toEqual([words.subject, window]);
        if (button === undefined) continue;
        expect(await seenColors(page, button)).toEqual({
          page: [244, 244, 245],
          button: [24, 24, 27],
        });
      }
    }
  },
);

const oldPassword = 'a password of mine';
const newPassword = 'a newer password';

async function signInOnPage(page: Page, say: Say, email: string, password: string) {
  await page.goto('/sign-in');
  await page.getByLabel(say('account.email')).fill(email);
  await page.getByLabel(say('account.password'), { exact: true }).fill(password);
  await page.getByRole('button', { name: say('account.signIn'), exact: true }).click();
}
const isHome = ({ pathname }: URL) => /^\/(en)?$/.test(pathname);

/** Verifies the address by the mailed link, which works once, and only by a press. */
async function verify(page: Page, say: Say, email: string) {
  await page.goto('/account');
  await page.getByRole('button', { name: say('wallet.verifySend') }).click();
  await expect(page.getByText(say('wallet.verifySentTitle'))).toBeVisible();
  const { mail, link } = await mailTo(email, '/verify?');
  const reader = await page.context().newPage();
  await reader.setContent(mail.html);
  await expect(reader.getByRole('link')).toHaveAttribute('href', link);
  await reader.close();
  // A scanner that opens the link verifies nothing.
  expect((await page.request.get(link)).status()).toBe(200);
  await page.goto('/account');
  await expect(page.getByText(say('settings.unverified'), { exact: true })).toBeVisible();
  await page.goto(link);
  await expectSoundPage(page);
  await page.getByRole('button', { name: say('links.verify') }).click();
  await expect(page.getByText(say('links.verifiedTitle'))).toBeVisible();
  await page.goto(link);
  await page.getByRole('button', { name: say('links.verify') }).click();
  await expect(page.getByText(say('errors.LINK_EXPIRED'))).toBeVisible();
  await page.goto('/account');
  await expect(page.getByText(say('settings.verified'), { exact: true })).toBeVisible();
}

/** Sets a new password by the mailed link. */
async function reset(page: Page, say: Say, email: string) {
  await page.goto('/sign-in');
  await page.getByRole('link', { name: say('account.forgotten') }).click();
  await expect(page.getByRole('heading', { name: say('links.resetTitle') })).toBeVisible();
  await page.getByLabel(say('account.email')).fill(email);
  await expectSoundPage(page);
  await page.getByRole('button', { name: say('links.sendLink') }).click();
  await expect(page.getByText(say('links.sentTitle'))).toBeVisible();
  await page.goto((await mailTo(email, '/reset?')).link);
  await page.getByLabel(say('account.password'), { exact: true }).fill(newPassword);
  await expectSoundPage(page);
  await page.getByRole('button', { name: say('links.setPassword') }).click();
  await expect(page.getByText(say('links.doneTitle'))).toBeVisible();
}

/** Waits until the session of a page has ended. */
async function expectEnded(page: Page) {
  await expect(async () => {
    await page.goto('/wallet');
    expect(page.url()).toContain('/sign-in');
  }).toPass({ timeout: 5_000 });
}

test('a person signs up, verifies the address, resets the password, revokes a session and deletes the account', async ({
  page,
  browser,
  contextOptions,
  say,
}) => {
  test.slow();
  const email = `${randomUUID()}@jari.example`;
  await page.goto('/sign-up');
  await page.getByLabel(say('account.name')).fill('한지민');
  await page.getByLabel(say('account.email')).fill(email);
  await page.getByLabel(say('account.password'), { exact: true }).fill(oldPassword);
  await page.getByRole('button', { name: say('account.signUp'), exact: true }).click();
  await page.waitForURL(isHome);
  await verify(page, say, email);

  const other = await (await browser.newContext(contextOptions)).newPage();
  await reset(other, say, email);
  await expectEnded(page);
  await signInOnPage(other, say, email, newPassword);
  await other.waitForURL(isHome);
  // The browser of the sign-up is known, and the other one is not.
  await signInOnPage(page, say, email, newPassword);
  await page.waitForURL(isHome);
  const about =
    "SELECT count(*)::int AS count FROM mails WHERE kind = 'NEW_DEVICE' AND address = $1";
  expect(await sql(about, email)).toEqual([{ count: 1 }]);
  const { link } = await mailTo(email, '/account');
  await page.goto(link);
  await expect(page.getByRole('heading', { name: say('settings.title') })).toBeVisible();
  await expectSoundPage(page);

  const devices = page.getByRole('list', { name: say('settings.sessions') }).getByRole('listitem');
  await expect(devices).toHaveCount(2);
  await devices.getByRole('button', { name: say('settings.revoke') }).press('Enter');
  await expect(devices).toHaveCount(1);
  await expect(page.getByRole('list', { name: say('settings.sessions') })).toBeFocused();
  await expectEnded(other);
  await other.context().close();

  await changePasswordOnPage(page, say);
  await deleteOnPage(page, say);
  await page.waitForURL(isHome);
  await signInOnPage(page, say, email, oldPassword);
  await expect(page.getByText(say('account.problem.WRONG.title'))).toBeVisible();
});

/** Changes the password back, after a wrong one. */
async function changePasswordOnPage(page: Page, say: Say) {
  await page.getByRole('button', { name: say('settings.changePassword') }).click();
  const now = page.getByLabel(say('settings.currentPassword'), { exact: true });
  await now.fill('not my password');
  await page.getByLabel(say('settings.newPassword'), { exact: true }).fill(oldPassword);
  await expectSoundPage(page);
  const change = page.getByRole('button', { name: say('settings.changePassword') });
  await change.click();
  await expect(page.getByText(say('account.passwordWrong'))).toBeVisible();
  await expect(now).toBeFocused();
  await now.fill(newPassword);
  await change.click();
  await expect(page.getByText(say('settings.passwordChangedTitle'))).toBeVisible();
}

/** Downloads the data, and deletes the account. */
async function deleteOnPage(page: Page, say: Say) {
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('link', { name: say('settings.export') }).click(),
  ]);
  expect(download.suggestedFilename()).toBe('jari-account.json');
  const dialog = await openDialog(page, say('settings.delete'), say('settings.deleteTitle'));
  await dialog.getByLabel(say('settings.currentPassword'), { exact: true }).fill(oldPassword);
  await expectSoundPage(page);
  await dialog.getByRole('button', { name: say('settings.deleteNow') }).click();
}
