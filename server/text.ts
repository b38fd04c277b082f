import { readFileSync } from 'node:fs';

/** The text of a `.sql` or `.lua` file that stands beside the module at `moduleUrl`. */
export function text(moduleUrl: string, file: string): string {
  return readFileSync(new URL(file, moduleUrl), 'utf8');
}
