// Connects scripts/schema-engine.mjs to a database. Extends @prisma/adapter-pg with the functions
// that migrations need.
import { PrismaPg } from '@prisma/adapter-pg';
import { ColumnTypeEnum } from '@prisma/driver-adapter-utils';
import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { parseIntoClientConfig } from 'pg-connection-string';

const charOid = 18; // PostgreSQL's catalogs use type "char", which the adapter lacks
const textOid = 25;

/** Makes a queryable read columns of type "char" as text. */
function readingChar(queryable) {
  return Object.assign(Object.create(queryable), {
    async queryRaw(query) {
      const chars = [];
      const performIO = async (parameters) => {
        const result = await queryable.performIO(parameters);
        result.fields.forEach((field, at) => {
          if (field.dataTypeID === charOid) chars.push(at);
          if (field.dataTypeID === charOid) field.dataTypeID = textOid;
        });
        return result;
      };
      const result = await queryable.queryRaw.call(
        Object.assign(Object.create(queryable), { performIO }),
        query,
      );
      for (const at of chars) result.columnTypes[at] = ColumnTypeEnum.Character;
      return result;
    },
  });
}

export class MigrationAdapterFactory extends PrismaPg {
  constructor(url, config = parseIntoClientConfig(url)) {
    super({ ...config, max: 2 }, { schema: new URL(url).searchParams.get('schema') ?? undefined });
    this.url = url;
  }

  async connect() {
    const adapter = await super.connect();
    return Object.assign(readingChar(adapter), {
      startTransaction: async (level) => readingChar(await adapter.startTransaction(level)),
      // Sends the script as a single query, because the adapter splits even function bodies at
      // semicolons.
      executeScript: async (script) => {
        await adapter
          .underlyingDriver()
          .query(script)
          .catch((error) => adapter.onError(error));
      },
    });
  }

  /**
   * Creates a temporary database, in which Prisma tests migrations. `dispose` drops the database.
   */
  async connectToShadowDb() {
    const name = `prisma_migrate_shadow_db_${randomUUID()}`;
    const main = await this.connect();
    await main.executeScript(`CREATE DATABASE "${name}"`);
    const shadow = await new MigrationAdapterFactory(this.url, {
      ...parseIntoClientConfig(this.url),
      database: name,
    }).connect();
    const dispose = async () => {
      await Object.getPrototypeOf(shadow).dispose();
      await main.executeScript(`DROP DATABASE IF EXISTS "${name}" WITH (FORCE)`);
      await main.dispose();
    };
    return Object.assign(shadow, { dispose });
  }
}

const statements = {
  'can-connect-to-database': () => 'SELECT 1',
  'create-database': (name) => `CREATE DATABASE ${name}`,
  'drop-database': (name) => `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`,
};
const prismaCodes = { '3D000': 'P1003', ECONNREFUSED: 'P1001', '28P01': 'P1000' };

/**
 * Executes a CLI command that tests, creates or drops a database. On failure returns Prisma's error
 * code and a message; on success, undefined.
 */
export async function administer(command, url) {
  const config = parseIntoClientConfig(url);
  const database = command === 'can-connect-to-database' ? config.database : 'postgres';
  const client = new pg.Client({ ...config, database });
  try {
    await client.connect();
    await client.query(statements[command](pg.escapeIdentifier(config.database)));
    return undefined;
  } catch (error) {
    return { code: prismaCodes[error.code] ?? 'P1011', message: error.message };
  } finally {
    await client.end().catch(() => undefined);
  }
}
