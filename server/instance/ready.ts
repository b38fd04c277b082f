import { db } from '../database/db.ts';
import { checkAnswers, redis } from '../redis/redis.ts';

/**
 * Returns the unmet requirements: `database`, `migrations` or `redis`. The list is empty if the
 * instance is ready.
 */
export async function readinessProblems(migrations: readonly string[]): Promise<string[]> {
  const [database, answers] = await Promise.allSettled([
    db().$queryRaw<
      { name: string }[]
    >`SELECT migration_name AS name FROM _prisma_migrations WHERE finished_at IS NOT NULL`,
    checkAnswers(redis()),
  ]);
  const applied =
    database.status === 'fulfilled' ? new Set(database.value.map(({ name }) => name)) : null;
  return [
    ...(applied === null ? ['database'] : []),
    ...(applied !== null && !migrations.every((name) => applied.has(name)) ? ['migrations'] : []),
    ...(answers.status === 'rejected' ? ['redis'] : []),
  ];
}
