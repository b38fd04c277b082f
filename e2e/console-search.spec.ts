import { consolePage } from './console-fixtures.ts';
import { expect, expectSoundPage, signIn, test, theAdmin } from './fixtures.ts';

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
