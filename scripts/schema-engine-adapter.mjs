// Database access for scripts/schema-engine.mjs: @prisma/adapter-pg with the functions that
// migrations need in addition.
import { PrismaPg } from '@prisma/adapter-pg';
import { ColumnTypeEnum } from '@prisma/driver-adapter-utils';
import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { parseIntoClientConfig } from 'pg-connection-string';

const charOid = 18; // "char", which the catalogs use and the adapter does not support
const textOid = 25;

/** The same queryable, with support for columns of type "char". */
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
      // As one query: the adapter splits at every semicolon, also in a function's body.
      executeScript: async (script) => {
        await adapter
          .underlyingDriver()
          .query(script)
          .catch((error) => adapter.onError(error));
      },
    });
  }

  /** A new database in which Prisma tries migrations. `dispose` drops it and its connections. */
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
 * Executes a command of the CLI on a whole database. Returns Prisma's code and a message if it
 * fails, else undefined.
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
