import { pino } from 'pino';
import { vi } from 'vitest';
import { log } from '#server/config/log.ts';

/** Redirects this process's log to the returned array of lines. */
export function writtenLog(): string[] {
  const written: string[] = [];
  const stream = Reflect.get(log, pino.symbols.streamSym) as { write(line: string): boolean };
  vi.spyOn(stream, 'write').mockImplementation((line) => written.push(line) > 0);
  return written;
}
