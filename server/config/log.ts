import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { format, stripVTControlCharacters } from 'node:util';
import { pino } from 'pino';
import { env } from './env.ts';
import { requestId } from './request-id.ts';

const secrets = [
  'authorization',
  'cookie',
  'set-cookie',
  'x-queue-token',
  'password',
  'passwordHash',
  'token',
  'accessToken',
  'secret',
];

// JSON leaves them as they are, but a terminal obeys them: controls above ASCII, line separators, marks that turn the direction.
const obeyed = /[\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/g;
const escape = (sign: string) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`;

/**
 * Structured logs on standard output; what proves who somebody is never reaches them. Each entry is one line, whatever text of a client
 * it holds.
 */
export const log = pino({
  level: 'info',
  mixin: () => {
    const id = requestId();
    return id === undefined ? {} : { requestId: id };
  },
  hooks: { streamWrite: (line) => line.replace(obeyed, escape) },
  redact: {
    // An error of the line's store carries the command that failed, and with AUTH its password.
    paths: [
      'err.command.args',
      ...secrets.flatMap((name) => [`["${name}"]`, `*["${name}"]`, `*.*["${name}"]`]),
    ],
    censor: '[redacted]',
  },
});

/** Sets the level that the environment asks for; the build imports this module without one. */
export function useConfiguredLogLevel(): void {
  log.level = env().LOG_LEVEL;
}

const levels = {
  trace: 'debug',
  debug: 'debug',
  log: 'info',
  info: 'info',
  warn: 'warn',
  error: 'error',
} as const;

/** Has what libraries write to the console written to the log: a raw line break in it would forge an entry. */
export function logConsole(): void {
  for (const method of Object.keys(levels) as (keyof typeof levels)[]) {
    console[method] = (...said: unknown[]) => {
      const err = said.find((part) => part instanceof Error);
      const text = stripVTControlCharacters(format(...said.filter((part) => part !== err))).trim();
      log[levels[method]](err === undefined ? {} : { err }, text);
    };
  }
}

/** Has each line of another process' output written to the log as an entry of its own. */
export function logLines(output: Readable, from: string): void {
  createInterface(output).on('line', (text) =>
    log.warn({ text: stripVTControlCharacters(text) }, from),
  );
}
