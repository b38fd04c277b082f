import { pino } from 'pino';
import { env } from './env.ts';

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

/** Structured logs on standard output; what proves who somebody is never reaches them. */
export const log = pino({
  level: 'info',
  redact: {
    // An error of the line's store carries the command that failed, and with AUTH its password.
    paths: ['err.command.args', ...secrets.flatMap((name) => [`["${name}"]`, `*["${name}"]`, `*.*["${name}"]`])],
    censor: '[redacted]',
  },
});

/** Sets the level that the environment asks for; the build imports this module without one. */
export function useConfiguredLogLevel(): void {
  log.level = env().LOG_LEVEL;
}
