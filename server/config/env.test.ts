import { generateKeyPairSync } from 'node:crypto';
import { expect, test } from 'vitest';
import { EnvironmentError, readEnvironment } from './env.ts';

const pkcs8 = { format: 'der', type: 'pkcs8' } as const;
const good = {
  DATABASE_URL: 'postgresql://jari:pw@db/jari',
  REDIS_URL: 'redis://cache:6379',
  NEXTAUTH_SECRET: 's'.repeat(32),
  QUEUE_TOKEN_KEYS: `new:${'a'.repeat(32)},old:${'b:'.repeat(16)}`,
  TICKET_KEY: generateKeyPairSync('ed25519').privateKey.export(pkcs8).toString('base64'),
};
const another = generateKeyPairSync('x25519').privateKey.export(pkcs8).toString('base64');

test('missing settings have the contract’s defaults', () => {
  expect(readEnvironment(good)).toMatchObject({
    PORT: 3000,
    HOLD_SECONDS: 300,
    QUEUE_CAPACITY: 100,
    QUEUE_RATE_PER_MINUTE: 600,
    QUEUE_SESSION_SECONDS: 600,
    QUEUE_CLAIM_SECONDS: 120,
    QUEUE_GRACE_SECONDS: 180,
    QUEUE_RECOVERY_SECONDS: 75,
    ADDRESS_LIMIT_PER_MINUTE: 600,
    STAFF_SECOND_FACTOR: 'required',
    SUPPORT_REFUND_MAX: 200_000,
  });
});

test('queue keys are read in order, and the secret is everything after the first colon', () => {
  expect(readEnvironment(good).QUEUE_TOKEN_KEYS).toEqual([
    { kid: 'new', secret: 'a'.repeat(32) },
    { kid: 'old', secret: 'b:'.repeat(16) },
  ]);
});

test('ticket keys are read in order', () => {
  const more = generateKeyPairSync('ed25519').privateKey.export(pkcs8).toString('base64');
  const { TICKET_KEY: keys } = readEnvironment({
    ...good,
    TICKET_KEY: `${more},${good.TICKET_KEY}`,
  });
  expect(keys.map((key) => key.export(pkcs8).toString('base64'))).toEqual([more, good.TICKET_KEY]);
});

test('an empty setting counts as missing, and REDIS_URL can list the nodes of a cluster', () => {
  expect(
    readEnvironment({ ...good, PORT: '', REDIS_URL: 'redis://a:1,redis://b:2' }),
  ).toMatchObject({ PORT: 3000 });
});

test('trusted proxies are addresses and networks, and there are none without the setting', () => {
  expect(readEnvironment(good).TRUSTED_PROXIES).toBeUndefined();
  const list = readEnvironment({
    ...good,
    TRUSTED_PROXIES: '10.0.0.0/8, 192.0.2.7,fd00::/8',
  }).TRUSTED_PROXIES;
  expect(
    ['10.9.8.7', '192.0.2.7', '192.0.2.8', '11.0.0.1'].map((address) => list?.check(address)),
  ).toEqual([true, true, false, false]);
  expect(['fd12::1', 'fe80::1'].map((address) => list?.check(address, 'ipv6'))).toEqual([
    true,
    false,
  ]);
});

test.each([
  ['PORT', 'planted-70000'],
  ['PORT', '70000'],
  ['DATABASE_URL', 'mysql://planted:secret@db/jari'],
  ['DATABASE_URL', 'planted secret'],
  ['REDIS_URL', 'http://planted:secret@cache'],
  ['REDIS_URL', 'redis://a:1,planted'],
  ['SMTP_URL', 'http://planted:secret@mail'],
  ['SMTP_URL', 'smtp://planted,smtp://planted'],
  ['MAIL_FROM', 'planted'],
  ['TERMS_VERSION', 'planted version'],
  ['SECURITY_CONTACT', 'planted@mail'],
  ['SECURITY_CONTACT', 'mailto:a@b.example, http://planted'],
  ['MAIL_FROM', 'Planted <a@b>\r\nBcc: planted@c'],
  ['NEXTAUTH_SECRET', 'planted-and-short'],
  ['NEXTAUTH_SECRET', `planted-change-me-${'x'.repeat(32)}`],
  ['NEXTAUTH_SECRET', 'planted-your-secret-of-32-characters-or-more'],
  ['QUEUE_TOKEN_KEYS', `k1:planted_replace_me_${'x'.repeat(32)}`],
  ['NEXTAUTH_URL', 'planted'],
  ['NEXTAUTH_URL', 'ftp://planted.example'],
  ['QUEUE_TOKEN_KEYS', 'planted'],
  ['QUEUE_TOKEN_KEYS', 'kid:planted-too-short'],
  ['QUEUE_TOKEN_KEYS', `planted kid:${'x'.repeat(32)}`],
  ['TICKET_KEY', 'planted'],
  ['TICKET_KEY', another],
  ['TICKET_KEY', `${good.TICKET_KEY},planted`],
  ['TICKET_KEY', `${good.TICKET_KEY},${another}`],
  ['TICKET_KEY', `${good.TICKET_KEY},`],
  ['TICKET_KEY', `${good.TICKET_KEY},${good.TICKET_KEY}`],
  ['PORT', '0x1F90'],
  ['HOLD_SECONDS', '0'],
  ['HOLD_SECONDS', '3e2'],
  ['HOLD_SECONDS', ' 300'],
  ['QUEUE_CAPACITY', '100.0'],
  ['HOLD_SECONDS', '3601'],
  ['QUEUE_CAPACITY', '1.5'],
  ['QUEUE_RATE_PER_MINUTE', '-600'],
  ['QUEUE_SESSION_SECONDS', 'planted'],
  ['TRUSTED_PROXIES', 'planted.example'],
  ['TRUSTED_PROXIES', '10.0.0.1,'],
  ['TRUSTED_PROXIES', '10.0.0.0/33'],
  ['TRUSTED_PROXIES', 'fd00::/129'],
  ['TRUSTED_PROXIES', '10.0.0.0/8/8'],
  ['LOG_LEVEL', 'planted'],
  ['NODE_ENV', 'planted'],
])('a malformed %s (%s) gives one line that names it without its value', (name, value) => {
  const read = () => readEnvironment({ ...good, [name]: value });
  expect(read).toThrow(EnvironmentError);
  try {
    read();
  } catch (error) {
    const { message } = error as Error;
    expect(message).toContain(`${name}: `);
    expect(message).not.toContain('\n');
    if (value.length > 5) expect(message).not.toContain(value);
    expect(message).not.toContain('planted');
  }
});

test('all missing settings are named at once', () => {
  expect(() => readEnvironment({})).toThrow(
    /DATABASE_URL.*REDIS_URL.*NEXTAUTH_SECRET.*QUEUE_TOKEN_KEYS.*TICKET_KEY/,
  );
});
