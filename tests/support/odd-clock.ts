import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';

const library = 'faketime/libfaketime.so.1';

/** The library that gives a process another clock, wherever the machine has it. */
function libfaketime(): string | undefined {
  const multiarch = existsSync('/usr/lib')
    ? readdirSync('/usr/lib').map((name) => path.join('/usr/lib', name))
    : [];
  return [...multiarch, '/usr/lib64', '/usr/lib', '/usr/local/lib']
    .map((directory) => path.join(directory, library))
    .find((file) => existsSync(file));
}

export const canHaveOddClocks = libfaketime() !== undefined;

/** Settings of an instance whose clock is wrong by so many minutes; what it measures by itself goes right. */
export function oddClock(minutes: number): Record<string, string> {
  const offset = `${minutes < 0 ? '-' : '+'}${String(Math.abs(minutes))}m`;
  return { LD_PRELOAD: libfaketime() ?? '', FAKETIME: offset, FAKETIME_DONT_FAKE_MONOTONIC: '1' };
}
