import { randomUUID } from 'node:crypto';
import nodemailer from 'nodemailer';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { serializable } from '#server/database/transaction.ts';
import { queueMail } from '#server/mail/mail.ts';
import { eventually } from '../support/eventually.ts';
import { aPerson } from '../support/factories.ts';
import { type FaultProxy, openFaultProxy, viaProxy } from '../support/fault-proxy.ts';
import { startInstance } from '../support/instance.ts';
import { type MailServer, startMailServer, tokenOfMail } from '../support/mail-server.ts';
import { testStores, type TestStores } from '../support/stores.ts';

let stores: TestStores;
let server: MailServer;
let proxy: FaultProxy;
beforeAll(async () => {
  stores = await testStores();
  server = await startMailServer();
  proxy = await openFaultProxy(Number(new URL(process.env['DATABASE_URL'] ?? '').port));
});
afterAll(async () => {
  await proxy.close();
  await server.close();
  await stores.close();
});
beforeEach(() => void (server.mails.length = 0));

async function aMail(): Promise<{ id: string; address: string }> {
  const userId = await aPerson(stores.db);
  const { email: address } = await stores.db.user.findUniqueOrThrow({ where: { id: userId } });
  const cause = randomUUID();
  await serializable(stores.db, (tx) =>
    queueMail(tx, { kind: 'VERIFY_EMAIL', cause, userId, address, language: 'en' }),
  );
  const { id } = await stores.db.mail.findFirstOrThrow({ where: { cause } });
  return { id, address };
}
const isSent = async (id: string) =>
  (await stores.db.mail.findUniqueOrThrow({ where: { id } })).sentAt !== null;

/** Ends the claim of a killed instance, as it ends after 120 s. */
const endClaim = (id: string) =>
  stores.db.mail.update({ where: { id }, data: { dueAt: new Date(0) } });

/** Number of messages that a receiver sees as different ones. */
const messages = () => new Set(server.mails.map(({ messageId }) => messageId)).size;

test('an instance that is killed between send and commit leaves one message for the receiver', async () => {
  const doomed = await startInstance({
    DATABASE_URL: viaProxy(process.env['DATABASE_URL'] ?? '', proxy),
  });
  proxy.holdBack({ what: 'request', words: 'mail/sql/mark-sent.sql' });
  const { id, address } = await aMail();
  await eventually('the mail is sent, but not committed', () => proxy.held() === 1);
  expect(await doomed.kill('SIGKILL')).toBeNull();
  proxy.holdBack(null);
  expect([server.mails.length, await isSent(id)]).toEqual([1, false]);
  const other = await startInstance({ LOG_LEVEL: 'trace' });
  await endClaim(id);
  await eventually('the other instance sends the mail', () => isSent(id));
  expect([server.mails.length, messages()]).toEqual([2, 1]);
  const [first, second] = server.mails.map(tokenOfMail);
  expect(second).toBe(first);
  await other.stop();
  for (const secret of [String(first).split('.')[1] ?? '', address])
    expect(other.logs()).not.toContain(secret);
}, 90_000);

test('negative control: a Message-ID per attempt leaves two messages after a kill', async () => {
  const { id, address } = await aMail();
  const mailer = nodemailer.createTransport({ url: server.url });
  const attempt = async ({ isKilled }: { isKilled: boolean }) => {
    await mailer.sendMail({ to: address, from: address, messageId: `<${randomUUID()}@x.example>` });
    if (!isKilled) await stores.db.mail.update({ where: { id }, data: { sentAt: new Date() } });
  };
  await attempt({ isKilled: true });
  await attempt({ isKilled: false });
  mailer.close();
  expect([server.mails.length, messages()]).toEqual([2, 2]);
});

test('an instance without SMTP_URL starts, logs one warning, and sends nothing', async () => {
  const { id } = await aMail();
  const instance = await startInstance({ SMTP_URL: '' });
  expect(instance.logs().match(/SMTP_URL is not set/g)).toHaveLength(1);
  await instance.stop();
  expect([server.mails.length, await isSent(id)]).toEqual([0, false]);
}, 60_000);
