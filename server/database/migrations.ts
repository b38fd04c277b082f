import { readdirSync } from 'node:fs';
import path from 'node:path';

/**
 * Returns the names of the migrations that this code needs. A database may also have migrations of
 * newer code.
 */
export function requiredMigrations(): string[] {
  return readdirSync(path.join(import.meta.dirname, '../../prisma/migrations'), {
    withFileTypes: true,
  })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name);
}
