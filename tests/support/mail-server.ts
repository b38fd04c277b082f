import type { AddressInfo } from 'node:net';
import { type ParsedMail, simpleParser } from 'mailparser';
import { SMTPServer } from 'smtp-server';

/** A real mail server that keeps the mails that it accepts, in the order of their arrival. */
export interface MailServer {
  url: string;
  mails: ParsedMail[];
  /** From now on, refuses recipients, or senders, with this status; null accepts all again. */
  refuse(status: number | null, whom?: 'RECIPIENT' | 'SENDER'): void;
  close(): Promise<void>;
}

/**
 * Starts a mail server on loopback, and sets its URL in the environment of this process. Call it
 * after testStores(), and before the first call of env().
 */
export async function startMailServer(): Promise<MailServer> {
  const mails: ParsedMail[] = [];
  let refusal: { status: number; whom: 'RECIPIENT' | 'SENDER' } | null = null;
  const verdictOn = (whom: 'RECIPIENT' | 'SENDER') =>
    refusal?.whom === whom
      ? Object.assign(new Error('no'), { responseCode: refusal.status })
      : null;
  const server = new SMTPServer({
    disabledCommands: ['AUTH', 'STARTTLS'],
    onMailFrom: (_address, _session, callback) => callback(verdictOn('SENDER')),
    onRcptTo: (_address, _session, callback) => callback(verdictOn('RECIPIENT')),
    onData: (stream, _session, callback) => {
      simpleParser(stream).then(
        (mail) => {
          mails.push(mail);
          callback();
        },
        (error: unknown) => callback(error as Error),
      );
    },
  });
  server.on('error', () => undefined); // a killed instance resets its connection
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.server.address() as AddressInfo;
  const url = `smtp://127.0.0.1:${String(port)}`;
  Object.assign(process.env, { SMTP_URL: url, MAIL_FROM: 'Jari <no-reply@jari.example>' });
  return {
    url,
    mails,
    refuse: (status, whom = 'RECIPIENT') =>
      void (refusal = status === null ? null : { status, whom }),
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

/** Returns the links of a mail, first those of the text and then those of the HTML. */
export function linksOf({ text = '', html }: ParsedMail): { text: string[]; html: string[] } {
  const unescaped = typeof html === 'string' ? html.replaceAll('&amp;', '&') : '';
  const addresses = (part: string) => part.match(/https?:\/\/[^\s"<]+/g) ?? [];
  return { text: addresses(text), html: addresses(unescaped) };
}

/** Returns the token of the link in a mail. */
export function tokenOfMail(mail: ParsedMail | undefined): string {
  const [link] = mail === undefined ? [] : linksOf(mail).text;
  const token = link === undefined ? null : new URL(link).searchParams.get('token');
  if (token === null) throw new Error('the mail has no link');
  return token;
}
