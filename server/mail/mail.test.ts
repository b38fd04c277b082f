import { randomUUID } from 'node:crypto';
import nodemailer from 'nodemailer';
import { beforeEach, expect, test } from 'vitest';
import { languages, languageTags } from '../config/languages.schema.ts';
import { serializable } from '../database/transaction.ts';
import type { MailKind } from '../generated/prisma/enums.ts';
import { codeOf, hasLink } from './link.ts';
import {
  deadLetters,
  eraseOldMails,
  type MailRecord,
  mailOfToken,
  queueMail,
  sendDueMails,
} from './mail.ts';
import { attemptsMax, backoffSeconds } from './send-due.ts';
import { mailTexts } from './texts.ts';
import { linksOf, tokenOfMail } from '#tests/support/mail-server.ts';
import { aPerson } from '#tests/support/factories.ts';
import { anotherClient } from '#tests/support/stores.ts';
import { mailWorld } from '#tests/support/test-site.ts';

const { stores, server } = mailWorld();
beforeEach(async () => {
  server.refuse(null);
  server.mails.length = 0;
  await stores.db.mail.deleteMany();
});

/** Queues a mail to a new person, in its own transaction. */
async function aMail(kind: MailKind = 'VERIFY_EMAIL', more: Partial<MailRecord> = {}) {
  const userId = await aPerson(stores.db);
  const { email: address } = await stores.db.user.findUniqueOrThrow({ where: { id: userId } });
  const cause = randomUUID();
  const mail = { kind, cause, userId, address, language: 'ko' as const, ...more };
  await serializable(stores.db, (tx) => queueMail(tx, mail));
  const { id } = await stores.db.mail.findFirstOrThrow({ where: { cause: mail.cause } });
  return { id, ...mail };
}
const rowOf = (id: string) => stores.db.mail.findUniqueOrThrow({ where: { id } });

/** Ends the wait of all mails, as it ends by the database's clock. */
const makeDue = () => stores.db.mail.updateMany({ data: { dueAt: new Date(0) } });

type PlainKind = Exclude<MailKind, 'NOTICE'>;
const kinds = Object.keys(mailTexts.ko.kinds) as PlainKind[];

test.each(languages.flatMap((language) => kinds.map((kind) => ({ language, kind }))))(
  'a mail of $kind has the same words and link in its text and its HTML ($language)',
  async ({ language, kind }) => {
    const { id, address } = await aMail(kind, { language });
    await sendDueMails(stores.db);
    const [mail, ...others] = server.mails;
    if (mail === undefined) throw new Error('no mail arrived');
    expect(others).toEqual([]);
    const { subject, paragraphs, button } = mailTexts[language].kinds[kind];
    const { html, text } = mail;
    expect([mail.subject, mail.messageId]).toEqual([subject, `<${id}@jari.example>`]);
    expect([mail.to].flat().map((to) => to?.text)).toEqual([address]);
    for (const words of [subject, ...paragraphs, mailTexts[language].foot]) {
      expect(text).toContain(words);
      expect(html).toContain(words);
    }
    expect(html).toContain(`<html lang="${languageTags[language]}">`);
    const links = linksOf(mail);
    const code = /^\d{6}$/m.exec(text ?? '')?.[0];
    expect(code).toEqual(kind === 'CODE' ? codeOf(id) : undefined);
    if (code !== undefined) expect(html).toContain(`>${code}<`);
    if (button === undefined) {
      expect(links).toEqual({ text: [], html: [] });
      return;
    }
    expect(html).toContain(button);
    expect(new Set(links.html)).toEqual(new Set(links.text));
    expect(new Set(links.text).size).toBe(1);
    if (!hasLink(kind)) {
      expect(links.text[0]).toMatch(/\/account$/);
      return;
    }
    expect(mailOfToken(kind, tokenOfMail(mail))).toBe(id);
    expect((await rowOf(id)).sentAt).not.toBeNull();
  },
);

test('a token is valid for its own mail and kind only, and no table contains it', async () => {
  const { id } = await aMail('VERIFY_EMAIL');
  await sendDueMails(stores.db);
  const token = tokenOfMail(server.mails[0]);
  const [, proof = ''] = token.split('.');
  expect(mailOfToken('VERIFY_EMAIL', token)).toBe(id);
  expect(mailOfToken('RESET_PASSWORD', token)).toBeNull();
  expect(mailOfToken('VERIFY_EMAIL', `${randomUUID()}.${proof}`)).toBeNull();
  for (const forged of ['', id, `${id}.`, token.slice(0, -1), `${token}A`])
    expect(mailOfToken('VERIFY_EMAIL', forged)).toBeNull();
  expect(JSON.stringify(await stores.db.mail.findMany())).not.toContain(proof);
});

test('a mail exists only if its cause commits, and a repeated cause adds none', async () => {
  const mail = await aMail();
  await serializable(stores.db, (tx) => queueMail(tx, mail));
  const undone = serializable(stores.db, async (tx) => {
    await queueMail(tx, { ...mail, cause: 'undone' });
    throw new Error('undone');
  });
  await expect(undone).rejects.toThrow('undone');
  await sendDueMails(stores.db);
  await sendDueMails(stores.db);
  expect(server.mails.map(({ messageId }) => messageId)).toEqual([`<${mail.id}@jari.example>`]);
});

test('a mail waits twice as long after each failure, and is a dead letter after ten', async () => {
  const { id, address } = await aMail();
  server.refuse(451);
  const waits: number[] = [];
  for (let attempt = 1; attempt <= attemptsMax; attempt++) {
    expect(await deadLetters(stores.db)).toEqual([]);
    const [clock] = await stores.db.$queryRaw<{ now: Date }[]>`SELECT clock_timestamp() AS now`;
    await sendDueMails(stores.db);
    const { dueAt, attempts } = await rowOf(id);
    expect(attempts).toBe(attempt);
    waits.push(Math.floor((dueAt.getTime() - Number(clock?.now)) / 10_000) * 10);
    await sendDueMails(stores.db); // not due
    expect((await rowOf(id)).attempts).toBe(attempt);
    await makeDue();
  }
  const due = [30, 60, 120, 240, 480, 960, 1_920, 3_600, 3_600];
  expect(waits).toEqual([...due, 0]);
  expect(due).toEqual(due.map((_, at) => backoffSeconds(at + 1)));
  const dead = await deadLetters(stores.db);
  expect(dead).toMatchObject([{ mailId: id, attempts: 10, error: 'EENVELOPE 451' }]);
  expect(JSON.stringify(dead)).not.toContain(address);
  server.refuse(null);
  await sendDueMails(stores.db);
  expect(server.mails).toEqual([]);
});

test('a mail that the server accepts at a later attempt is sent once, and is no dead letter', async () => {
  const { id } = await aMail();
  server.refuse(451);
  await sendDueMails(stores.db);
  server.refuse(null);
  await makeDue();
  await sendDueMails(stores.db);
  await makeDue();
  await sendDueMails(stores.db);
  expect(server.mails).toHaveLength(1);
  expect(await rowOf(id)).toMatchObject({ attempts: 2, error: null, failedAt: null });
});

test('a refused recipient is a dead letter at once', async () => {
  const { id } = await aMail();
  server.refuse(550);
  await sendDueMails(stores.db);
  expect(await deadLetters(stores.db)).toMatchObject([
    { mailId: id, attempts: 1, error: 'EENVELOPE 550' },
  ]);
});

test('a refused sender, which is a wrong setting, makes no dead letter at once', async () => {
  const { id } = await aMail();
  server.refuse(550, 'SENDER');
  await sendDueMails(stores.db);
  expect(await deadLetters(stores.db)).toEqual([]);
  server.refuse(null);
  await makeDue();
  await sendDueMails(stores.db);
  expect(await rowOf(id)).toMatchObject({ attempts: 2, error: null, failedAt: null });
  expect(server.mails).toHaveLength(1);
});

test('a mail is not sent after the end of its link, and staff see it as a dead letter', async () => {
  const { id } = await aMail('RESET_PASSWORD');
  await stores.db.mail.update({ where: { id }, data: { expiresAt: new Date(0) } });
  await sendDueMails(stores.db);
  expect(server.mails).toEqual([]);
  expect(await deadLetters(stores.db)).toMatchObject([{ mailId: id, error: 'EXPIRED' }]);
});

test('an address without an account gets no mail, and leaves no row; one with an account does', async () => {
  const nobody = `${randomUUID()}@jari.example`;
  await aMail('RESET_PASSWORD', { userId: null, address: nobody });
  const { userId, address } = await aMail();
  await stores.db.mail.deleteMany({ where: { userId } });
  const { id } = await aMail('RESET_PASSWORD', { userId: null, address });
  await sendDueMails(stores.db);
  expect(server.mails).toHaveLength(1);
  expect(await stores.db.mail.findMany()).toMatchObject([{ id, userId }]);
});

test('an undeliverable address of a social sign-in gets no mail', async () => {
  await aMail('VERIFY_EMAIL', { address: 'kakao-1@users.invalid' });
  await sendDueMails(stores.db);
  expect([server.mails, await stores.db.mail.count()]).toEqual([[], 0]);
});

test('mails are erased 30 days after their cause', async () => {
  const daysAgo = (days: number) => new Date(Date.now() - days * 86_400_000);
  const [old, young] = [await aMail(), await aMail()];
  await stores.db.mail.update({ where: { id: old.id }, data: { createdAt: daysAgo(31) } });
  await stores.db.mail.update({ where: { id: young.id }, data: { createdAt: daysAgo(29) } });
  expect(await eraseOldMails(stores.db)).toBe(1);
  expect(await stores.db.mail.findMany()).toMatchObject([{ id: young.id }]);
});

/** Number of mails beyond one for each message. */
const repeated = () =>
  server.mails.length - new Set(server.mails.map(({ messageId }) => messageId)).size;

test('two instances that send at once send each mail once', async () => {
  for (let at = 0; at < 30; at++) await aMail();
  await Promise.all([sendDueMails(stores.db), sendDueMails(anotherClient(stores.db))]);
  expect([server.mails.length, repeated()]).toEqual([30, 0]);
});

test('negative control: without claims, two instances send each mail twice', async () => {
  for (let at = 0; at < 5; at++) await aMail();
  const mailer = nodemailer.createTransport({ url: server.url });
  const unclaimed = async () => {
    for (const { id, address } of await stores.db.mail.findMany({ where: { sentAt: null } }))
      await mailer.sendMail({ to: address, from: address, messageId: `<${id}@jari.example>` });
    await stores.db.mail.updateMany({ data: { sentAt: new Date() } });
  };
  await Promise.all([unclaimed(), unclaimed()]);
  mailer.close();
  expect(repeated()).toBe(5);
});
