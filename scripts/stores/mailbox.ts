import path from 'node:path';
import { startProcess } from '../lib/processes.ts';
import { runStep } from '../lib/progress.ts';
import { inHome } from './home.ts';
import type { OpenStore } from './open.ts';

export interface OpenMailbox extends OpenStore {
  /** Page that shows the mails; null for the mail server of SMTP_URL. */
  pageUrl: string | null;
}

/** Returns the mail server at `given`. Without `given`, starts a mailbox with its mails in the home. */
export async function openMailbox(given: string | undefined): Promise<OpenMailbox> {
  if (given !== undefined) return { name: 'The mail server', url: given, pageUrl: null };
  return runStep('Starting a mailbox', () => startMailbox(inHome('mails')));
}

/** Starts a mailbox on loopback, which keeps its mails in `folder`. */
export async function startMailbox(
  folder: string,
): Promise<OpenMailbox & { pageUrl: string; stop: () => Promise<void> }> {
  const program = path.join(import.meta.dirname, 'embedded-mailbox.ts');
  const server = startProcess(process.execPath, [program, folder], {
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  });
  const listening = new Promise<{ smtpPort: number; pagePort: number }>((resolve) =>
    server.child.once('message', resolve),
  );
  const ports = await Promise.race([listening, server.ended]);
  if (typeof ports === 'string') throw new Error(`The mailbox does not start (${ports})`);
  return {
    name: 'The mailbox',
    url: `smtp://127.0.0.1:${String(ports.smtpPort)}`,
    pageUrl: `http://127.0.0.1:${String(ports.pagePort)}`,
    ended: server.ended,
    stop: () => server.stop(),
  };
}
