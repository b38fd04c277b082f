import { randomUUID } from 'node:crypto';
import { formatsOf } from '#components/format.tsx';
import {
  aPerson,
  expect,
  expectSoundPage,
  openDialog,
  type Page,
  type Person,
  program,
  type Say,
  signIn,
  sql,
  test,
} from './fixtures.ts';
import { buySeats } from './purchase.ts';

/** Creates a staff member with this role for all concerts. */
async function staffWith(role: 'OWNER' | 'SUPPORT'): Promise<Person> {
  const person = await aPerson();
  await sql(
    'INSERT INTO staff_grants (user_id, role) VALUES ($1, $2::"StaffRole")',
    person.userId,
    role,
  );
  return person;
}

/** Types the reason of a change and confirms it. */
async function confirm(page: Page, say: Say, reason: string, button: string): Promise<void> {
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel(say('admin.reason'), { exact: true }).fill(reason);
  await dialog.getByRole('button', { name: button, exact: true }).click();
  await expect(dialog).toBeHidden();
}

test('an owner gives a role for one concert and revokes it, and the filtered log says both in words', async ({
  page,
  context,
  say,
}) => {
  const [owner, helper] = [await staffWith('OWNER'), await aPerson()];
  await signIn(context, owner);
  await page.goto('/admin/staff');
  const role = say('staff.role.SUPPORT.name');
  const dialog = await openDialog(page, say('staff.staff.grant'), say('staff.staff.grant'));
  const field = dialog.getByLabel(say('staff.staff.person'));
  await field.fill('nobody@jari.example');
  await dialog.getByLabel(role).check();
  await dialog.getByLabel(say('staff.staff.namedConcerts')).check();
  await dialog.getByLabel(say('admin.reason'), { exact: true }).fill('joins the help desk');
  const give = dialog.getByRole('button', { name: say('staff.staff.grantConfirm', { role }) });
  await give.click();
  await expect(dialog.getByText(say('staff.staff.personWrong'))).toBeVisible();
  await expect(field).toBeFocused();
  await field.fill(helper.email);
  await expect(dialog.getByText(helper.email)).toBeVisible();
  await give.click();
  await expect(dialog.getByText(say('staff.staff.concertsMissing'))).toBeVisible();
  await dialog.getByRole('checkbox').last().check();
  await expectSoundPage(page);
  await give.click();
  await expect(dialog).toBeHidden();
  const entry = page.getByRole('listitem').filter({ hasText: helper.email });
  await expect(entry).toContainText(role);
  const listed = async () =>
    (await program(owner).admin.staff.list.query()).filter(
      ({ userId }) => userId === helper.userId,
    );
  expect(await listed()).toMatchObject([{ role: 'SUPPORT', concerts: [expect.any(Number)] }]);

  await entry.getByRole('button').click();
  await expect(page.getByRole('dialog')).toContainText(helper.email);
  await expectSoundPage(page);
  await confirm(page, say, 'left', say('staff.staff.revokeConfirm', { role }));
  await expect(entry).toHaveCount(0);
  expect(await listed()).toEqual([]);

  await page.goto('/admin/audit');
  await page.getByLabel(say('staff.audit.person')).fill(helper.email);
  await page.getByLabel(say('staff.audit.action')).selectOption('staff.revoke');
  const apply = say('staff.audit.apply');
  await page.getByRole('main').getByRole('button', { name: apply }).click();
  await expect(page).toHaveURL(/action=staff\.revoke/);
  const entries = page.getByRole('list', { name: say('staff.audit.entries') }).locator('> li');
  await expect(entries).toHaveCount(1);
  await expect(entries).toContainText(say('staff.field.noConcerts'));
  await expect(entries).toContainText(say('staff.audit.because', { reason: 'left' }));
  await expectSoundPage(page);
});

test('a passkey is set up, proves its owner before a change, and recovery codes are shown', async ({
  page,
  context,
  say,
}) => {
  const owner = await staffWith('OWNER');
  await signIn(context, owner);
  const devTools = await context.newCDPSession(page);
  await devTools.send('WebAuthn.enable');
  await devTools.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  });
  await page.goto('/admin/security');
  const add = say('staff.security.addPASSKEY');
  const adding = await openDialog(page, add, add);
  await adding.getByRole('button', { name: say('staff.passkey.create') }).click();
  await expect(adding).toBeHidden();
  const passkey = page
    .getByRole('listitem')
    .filter({ hasText: say('staff.security.kind.PASSKEY') });
  await expect(passkey).toHaveCount(1);

  const create = say('staff.security.addRECOVERY');
  const codes = await openDialog(page, create, create);
  await codes.getByRole('button', { name: say('staff.recovery.create') }).click();
  await expect(codes.getByRole('listitem')).toHaveCount(10);
  await expectSoundPage(page);
  await codes.getByRole('button', { name: say('admin.secondFactor.recoveryDone') }).click();

  await sql('UPDATE staff_sessions SET until = clock_timestamp() WHERE user_id = $1', owner.userId);
  await passkey.getByRole('button').click();
  const removing = page.getByRole('dialog');
  await removing.getByRole('button', { name: say('staff.security.removeConfirm') }).click();
  const prove = removing.getByRole('button', { name: say('staff.passkey.prove') });
  await expect(prove).toBeVisible();
  await expectSoundPage(page);
  await prove.click();
  await expect(removing).toBeHidden();
  await expect(passkey).toHaveCount(0);
  expect(await program(owner).staff.factors.list.query()).toMatchObject([{ kind: 'RECOVERY' }]);
});

test('support finds a person by booking or ticket with all they have, and shows the address for a reason that the log keeps', async ({
  page,
  context,
  say,
  locale_,
}) => {
  const { dates } = await program(await aPerson()).catalog.concert.query({ concertId: 1 });
  const bought = await buySeats(dates.at(-2)?.performanceId ?? 0, { count: 1 });
  const { buyer: fan, reservationId } = bought;
  const [ticket] = bought.tickets;
  const { won } = formatsOf(locale_, 0);
  const helper = await staffWith('SUPPORT');
  await signIn(context, helper);
  await page.goto('/admin/people');
  const found = page.getByRole('main').getByRole('listitem').getByRole('link');
  for (const text of [
    say('staff.person.reservation', { id: reservationId }),
    `ticket ${String(ticket?.ticketId)}`,
    fan.email,
  ]) {
    await page.getByLabel(say('staff.people.q')).fill(text);
    await page.keyboard.press('Enter');
    await expect(page).toHaveURL(({ searchParams }) => searchParams.get('q') === text);
    await expect(found).toHaveCount(1);
    await expect(found).toHaveAttribute('href', new RegExp(`/${fan.userId}$`));
  }
  await found.click();
  await expect(page).toHaveURL(new RegExp(`/admin/people/${fan.userId}$`));
  await expect(page.getByText(/^.\*{3}@jari\.example$/)).toBeVisible();
  await expect(page.getByText(fan.email)).toHaveCount(0);
  const section = (name: string) =>
    page.getByRole('region', { name: say(`staff.person.${name}.title`), exact: true });
  const seats = String(bought.seats[0]?.seat);
  for (const text of [
    say('staff.person.reservation', { id: reservationId }),
    say('staff.person.seats', { seats }),
  ])
    await expect(section('reservations')).toContainText(text);
  const left = 1_000_000 - (bought.seats[0]?.price ?? 0);
  await expect(section('wallet')).toContainText(
    say('staff.person.wallet.balance', { amount: won(left) }),
  );
  await expect(section('wallet').getByRole('listitem')).toHaveCount(2);
  await expect(section('places')).toContainText(say('staff.person.cause.PAID'));
  await expectSoundPage(page);
  const show = say('staff.person.reveal');
  await openDialog(page, show, say('staff.person.revealTitle'));
  await confirm(page, say, 'calls about a ticket', show);
  await expect(page.getByText(fan.email)).toBeVisible();
  expect(
    await sql(
      "SELECT reason FROM audit_log WHERE action = 'person.reveal' AND user_id = $1",
      fan.userId,
    ),
  ).toEqual([{ reason: 'calls about a ticket' }]);
});

test('the integrity page runs every check, shows its age, and lists the dead letters without names', async ({
  page,
  context,
  say,
}) => {
  const owner = await staffWith('OWNER');
  await signIn(context, owner);
  const domain = `${randomUUID()}.example`;
  await sql(
    `INSERT INTO mails (kind, cause, address, language, attempts, error, failed_at)
     VALUES ('VERIFY_EMAIL', $1, 'a-name@' || $1, 'ko', 10, 'EENVELOPE 550', now())`,
    domain,
  );
  await page.goto('/admin/integrity');
  const { checks } = await program(owner).admin.integrity.query();
  await expect(page.getByRole('row')).toHaveCount(checks.length + 1);
  await expect(page.getByRole('main').locator('time').first()).toBeVisible();
  await expect(page.getByRole('listitem').filter({ hasText: domain })).toContainText(
    say('staff.mails.kind.VERIFY_EMAIL'),
  );
  expect(await page.content()).not.toContain('a-name');
  await expect(page.getByRole('main')).toContainText(
    say('staff.integrity.age', { seconds: '' }).trim(),
  );
  await expectSoundPage(page);
});
