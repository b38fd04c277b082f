import nodemailer from 'nodemailer';
import { env, siteUrl } from '../config/env.ts';
import type { MailBody } from './body.ts';

/** Connections to the mail server per instance. */
export const connectionsMax = 5;
/** A mail waits at most 40 s: to connect, to be greeted, and for an answer. */
const timeouts = { connectionTimeout: 10_000, greetingTimeout: 10_000, socketTimeout: 20_000 };

export interface Letter extends MailBody {
  /** Id of the mail, from which each attempt makes the same Message-ID. */
  id: string;
  address: string;
  createdAt: Date;
}

let open: { url: string; mailer: ReturnType<typeof openMailer> } | undefined;

const openMailer = (url: string) =>
  nodemailer.createTransport({ url, pool: true, maxConnections: connectionsMax, ...timeouts });

const sender = (): string => env().MAIL_FROM ?? `Jari <no-reply@${new URL(siteUrl()).hostname}>`;

/** Returns the domain after the last `@` of the sender, for the Message-ID. */
const domain = (): string => /@([^@>\s]+)>?\s*$/.exec(sender())?.[1] ?? 'jari.invalid';

export const messageIdOf = (id: string): string => `<${id}@${domain()}>`;

/** Hands a mail to the mail server. Throws the error of nodemailer. */
export async function send(url: string, letter: Letter): Promise<void> {
  if (open?.url !== url) {
    closeMailer();
    open = { url, mailer: openMailer(url) };
  }
  const { id, address, createdAt, ...body } = letter;
  await open.mailer.sendMail({
    ...body,
    from: sender(),
    to: { name: '', address },
    messageId: messageIdOf(id),
    date: createdAt,
    // A text is never read from a file or an address.
    disableFileAccess: true,
    disableUrlAccess: true,
    headers: { 'Auto-Submitted': 'auto-generated' },
  });
}

/** Closes the idle connections to the mail server. */
export function closeMailer(): void {
  open?.mailer.close();
  open = undefined;
}
