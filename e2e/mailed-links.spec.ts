import sharp from 'sharp';
import { type Language, languages } from '#server/config/languages.schema.ts';
import { bodyOf } from '#server/mail/body.ts';
import { mailTexts } from '#server/mail/texts.ts';
import { wordsOfStored } from '#server/notice/notice.ts';
import { noticeKinds } from '#server/notice/texts.ts';
import { someFacts } from '#tests/support/notice-facts.ts';
import { aPerson, expect, expectSoundPage, type Page, required, signIn, test } from './fixtures.ts';

interface Mail {
  id: string;
  to: { address: string }[];
  text: string;
  html: string;
}

/** Waits for the newest mail to an address, and returns it with its link. */
async function mailTo(address: string): Promise<{ mail: Mail; link: string }> {
  let found: Mail | undefined;
  await expect
    .poll(async () => {
      const mails = await fetch(`${required('JARI_E2E_MAILBOX')}/api/email`);
      found = ((await mails.json()) as Mail[]).findLast(({ to }) =>
        to.some((one) => one.address === address),
      );
      return found !== undefined;
    })
    .toBe(true);
  const link = /https?:\/\/\S+/.exec(found?.text ?? '')?.[0];
  if (found === undefined || link === undefined) throw new Error('the mail has no link');
  return { mail: found, link };
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
    for (const language of languages)
      for (const words of [...Object.values(mailTexts[language].kinds), ...noticesIn(language)]) {
        const { button } = words;
        const { html } = bodyOf(words, language, link);
        await page.setContent(html);
        await expectSoundPage(page);
        if (button === undefined) continue;
        expect(await seenColors(page, button)).toEqual({
          page: [244, 244, 245],
          button: [24, 24, 27],
        });
      }
  },
);

test(
  'a user resets the password by a mailed link, which ends the other session, and signs in',
  { tag: '@phone' },
  async ({ page, browser, say }) => {
    const person = await aPerson();
    const other = await browser.newContext();
    await signIn(other, person);
    await page.goto('/sign-in');
    await page.getByRole('link', { name: say('account.forgotten') }).click();
    await expect(page.getByRole('heading', { name: say('links.resetTitle') })).toBeVisible();
    await page.getByLabel(say('account.email')).fill(person.email);
    await expectSoundPage(page);
    await page.getByRole('button', { name: say('links.sendLink') }).click();
    await expect(page.getByText(say('links.sentTitle'))).toBeVisible();

    const { link } = await mailTo(person.email);
    await page.goto(link);
    await page.getByLabel(say('account.password'), { exact: true }).fill('a newer password');
    await expectSoundPage(page);
    await page.getByRole('button', { name: say('links.setPassword') }).click();
    await expect(page.getByText(say('links.doneTitle'))).toBeVisible();

    const wallet = await other.newPage();
    await expect(async () => {
      await wallet.goto('/wallet');
      expect(wallet.url()).toContain('/sign-in');
    }).toPass({ timeout: 5_000 });
    await other.close();

    await page
      .getByRole('main')
      .getByRole('link', { name: say('account.signIn') })
      .click();
    await page.getByLabel(say('account.email')).fill(person.email);
    await page.getByLabel(say('account.password'), { exact: true }).fill('a newer password');
    await page.getByRole('button', { name: say('account.signIn') }).click();
    await page.waitForURL(({ pathname }) => pathname === '/');
    await page.goto('/wallet');
    await expect(page.getByRole('heading', { name: say('wallet.chargeTitle') })).toBeVisible();
  },
);

test(
  'a user verifies the address by a press on the page of the link, which works once',
  { tag: '@desktop' },
  async ({ page, context, say }) => {
    const person = await aPerson();
    await signIn(context, person);
    await page.goto('/wallet');
    await page.getByRole('button', { name: say('wallet.verifySend') }).click();
    await expect(page.getByText(say('wallet.verifySentTitle'))).toBeVisible();

    const { mail, link } = await mailTo(person.email);
    const reader = await context.newPage();
    await reader.setContent(mail.html);
    await expect(reader.getByRole('link')).toHaveAttribute('href', link);
    // A scanner that opens the link verifies nothing.
    expect((await page.request.get(link)).status()).toBe(200);
    await page.goto('/wallet');
    await expect(page.getByText(say('wallet.verifyTitle'))).toBeVisible();

    await page.goto(link);
    await expectSoundPage(page);
    await page.getByRole('button', { name: say('links.verify') }).click();
    await expect(page.getByText(say('links.verifiedTitle'))).toBeVisible();
    await page.goto('/wallet');
    await expect(page.getByRole('heading', { name: say('wallet.chargeTitle') })).toBeVisible();
    await expect(page.getByText(say('wallet.verifyTitle'))).toBeHidden();
    await page.goto(link);
    await page.getByRole('button', { name: say('links.verify') }).click();
    await expect(page.getByText(say('errors.LINK_EXPIRED'))).toBeVisible();
  },
);
