// Runs maildev on loopback: a mail server that keeps each mail in the folder of the first argument,
// and shows the mails on a page. It delivers no mail. This process ends when its parent ends.
import { MailDev } from 'maildev';

const [mailDirectory] = process.argv.slice(2);
if (mailDirectory === undefined) throw new Error('usage: embedded-mailbox.ts FOLDER');
const mailsMax = 1_000;
const loopback = '127.0.0.1';

process.on('disconnect', () => process.exit(0));
process.on('SIGTERM', () => process.exit(0));
const mailbox = new MailDev({
  smtp: 0,
  ip: loopback,
  web: 0,
  webIp: loopback,
  mailDirectory,
  maxEmails: mailsMax,
  silent: true,
});
const { smtp, api } = await mailbox.start();
process.send?.({ smtpPort: smtp.getAddress().port, pagePort: api?.getAddress()?.port });
