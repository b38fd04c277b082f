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

// Characters that JSON leaves unescaped but terminals interpret: DEL, C1 controls, line separators
// and direction marks.
const interpreted = /[\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/g;
const escape = (sign: string) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`;

/**
 * Log of this process on standard output, without credentials. Each entry is one line of JSON, even
 * if the entry contains a client's text.
 */
export const log = pino({
  level: 'info',
  mixin: () => {
    const id = requestId();
    return id === undefined ? {} : { requestId: id };
  },
  hooks: { streamWrite: (line) => line.replace(interpreted, escape) },
  redact: {
    // A Redis error contains the arguments of the failed command. The arguments of AUTH include the
    // password.
    paths: [
      'err.command.args',
      ...secrets.flatMap((name) => [`["${name}"]`, `*["${name}"]`, `*.*["${name}"]`]),
    ],
    censor: '[redacted]',
  },
});

/**
 * Applies LOG_LEVEL in a separate call, because the build imports this module without an
 * environment.
 */
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

/**
 * Redirects the console output of libraries to the log, so that a line break in the output cannot
 * forge a log entry.
 */
export function logConsole(): void {
  for (const method of Object.keys(levels) as (keyof typeof levels)[]) {
    console[method] = (...said: unknown[]) => {
      const err = said.find((part) => part instanceof Error);
      const text = stripVTControlCharacters(format(...said.filter((part) => part !== err))).trim();
      log[levels[method]](err === undefined ? {} : { err }, text);
    };
  }
}

/** Logs each line of another process's output as a warning with the message `from`. */
export function logLines(output: Readable, from: string): void {
  createInterface(output).on('line', (text) =>
    log.warn({ text: stripVTControlCharacters(text) }, from),
  );
}
