import { pino } from 'pino';
import { vi } from 'vitest';
import { log } from '#server/config/log.ts';

/** Replaces the output of this process's log, and returns the array that collects its lines. */
export function writtenLog(): string[] {
  const written: string[] = [];
  const stream = Reflect.get(log, pino.symbols.streamSym) as { write(line: string): boolean };
  vi.spyOn(stream, 'write').mockImplementation((line) => written.push(line) > 0);
  return written;
}
