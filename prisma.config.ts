import path from 'node:path';
import { defineConfig } from 'prisma/config';

// Replaces the native schema engine of Prisma's CLI, because no package registry offers that
// engine.
process.env['PRISMA_SCHEMA_ENGINE_BINARY'] ??= path.join(
  import.meta.dirname,
  'scripts/schema-engine.mjs',
);

export default defineConfig({
  schema: 'prisma/schema.prisma',
  migrations: { path: 'prisma/migrations', seed: 'node prisma/seed.ts' },
  datasource: { url: process.env['DATABASE_URL'] ?? '' },
});
