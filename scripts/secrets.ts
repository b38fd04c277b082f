// Prints new random secrets in the format of an .env file: `node scripts/secrets.ts > .env`.
import { randomBytes } from 'node:crypto';
import { newSecrets } from './stores/home.ts';

const password = () => randomBytes(16).toString('hex');
const all = { POSTGRES_PASSWORD: password(), REDIS_PASSWORD: password(), ...newSecrets() };
for (const [name, value] of Object.entries(all)) console.log(`${name}=${value}`);
