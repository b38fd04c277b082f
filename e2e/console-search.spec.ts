import { formatsOf } from '#components/format.tsx';
import { concertId, consolePage } from './console-fixtures.ts';
import { expect, expectSoundPage, program, signIn, test, theAdmin } from './fixtures.ts';

test(
  'the search finds a page and every kind of control by keyboard, and begins the control, asking for its date',
  { tag: '@desktop' },
  async ({ page, context, say, locale_ }) => {
    const admin = await theAdmin();
    await signIn(context, admin);
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

    const begin = async (...typed: string[]) => {
      await page.keyboard.press('Control+k');
      for (const text of typed) {
        await expect(search).toHaveValue('');
        await page.keyboard.type(text);
        await page.keyboard.press('Enter');
      }
      await expect(search).toBeHidden();
      return page.getByRole('dialog');
    };
    const setting = await begin(say('console.verb.claimSeconds'));
    await expect(setting).toContainText(say('admin.control.claimSeconds.title'));
    await expect(setting.locator(':focus')).toBeVisible();
    await page.keyboard.press('Escape');

    const { performances } = await program(admin).admin.concerts.get.query({ concertId });
    const second = formatsOf(locale_, Date.now()).moment(performances[1]?.startsAt ?? '');
    const cancelling = await begin(say('console.verb.cancelDate'), second);
    await expect(page).toHaveURL(new RegExp(`${consolePage}/settings$`));
    await expect(cancelling).toContainText(say('editing.cancel.dateTitle', { date: second }));
    await expect(cancelling.locator(':focus')).toBeVisible();
    await page.keyboard.press('Escape');
    const closing = await begin(say('console.verb.close'));
    await expect(closing).toContainText(say('editing.life.close.effect', { waiting: 0, held: 0 }));
  },
);
