import { createECDH, createPrivateKey, type KeyObject } from 'node:crypto';
import { BlockList, isIP } from 'node:net';
import { z } from 'zod';
import { termsVersion } from '../schema/terms-version.schema.ts';

// Accepts only digits, because other notations of a number, such as `1e3` and `0x10`, are probably
// typing errors.
const digits = z.string().regex(/^\d+$/, { error: 'must be a whole number, in digits' });
const wholeNumber = (min: number, max: number) =>
  digits.transform(Number).pipe(z.number().int().min(min).max(max));
const secondsUpTo = (max: number) => wholeNumber(1, max);
const storeUrl = (...protocols: string[]) =>
  z
    .string()
    .refine(
      (value) =>
        value
          .split(',')
          .every((part) => URL.canParse(part) && protocols.includes(new URL(part).protocol)),
      {
        error: `must be a URL beginning with ${protocols.map((p) => `${p}//`).join(' or ')}`,
      },
    );

// Matches public placeholders from documents and templates, because a public value is no secret.
const placeholder =
  /change.?(me|this|it)|replace.?(me|this)|your.?(own.?)?secret|example.?secret|secret.?here|…/i;
const isSecret = (value: string) => value.length >= 32 && !placeholder.test(value);
const secret = z
  .string()
  .refine(isSecret, { error: 'must be a secret of your own, of 32 characters or more' });

const queueTokenKeys = z.string().transform((value, ctx) => {
  const keys = value.split(',').map((pair) => {
    const at = pair.indexOf(':');
    return { kid: pair.slice(0, at), secret: pair.slice(at + 1) };
  });
  if (keys.some(({ kid, secret }) => !/^[A-Za-z0-9_-]{1,32}$/.test(kid) || !isSecret(secret))) {
    ctx.addIssue(
      'must be kid:secret[,kid:secret…], each secret your own, of 32 characters or more',
    );
    return z.NEVER;
  }
  return keys;
});

/**
 * Parses a private key from PKCS #8 DER in base64. Returns null if the text is not an Ed25519
 * private key.
 */
function ed25519Key(text: string): KeyObject | null {
  try {
    const key = createPrivateKey({
      key: Buffer.from(text, 'base64'),
      format: 'der',
      type: 'pkcs8',
    });
    return key.asymmetricKeyType === 'ed25519' ? key : null;
  } catch (error) {
    if (error instanceof Error) return null;
    throw error;
  }
}

const ticketKeys = z.string().transform((value, ctx) => {
  const keys = value.split(',').map(ed25519Key);
  if (!keys.every((key) => key !== null)) {
    ctx.addIssue(
      'must be one or more Ed25519 private keys, each PKCS #8 DER in base64, comma-separated',
    );
    return z.NEVER;
  }
  if (keys.some((key, at) => keys.slice(0, at).some((other) => key.equals(other)))) {
    ctx.addIssue('must not name a key twice');
    return z.NEVER;
  }
  return keys;
});

/**
 * Adds an IP address, or a network such as `10.0.0.0/8`, to the list. Returns false if the entry is
 * malformed.
 */
function addTo(list: BlockList, entry: string): boolean {
  const [, address = '', bits] = /^([^/]*)(?:\/(\d{1,3}))?$/.exec(entry) ?? [];
  const version = isIP(address);
  if (version === 0 || address.includes('%') || Number(bits ?? 0) > (version === 4 ? 32 : 128))
    return false;
  list.addSubnet(
    address,
    bits === undefined ? (version === 4 ? 32 : 128) : Number(bits),
    version === 4 ? 'ipv4' : 'ipv6',
  );
  return true;
}

const trustedProxies = z.string().transform((value, ctx) => {
  const list = new BlockList();
  if (value.split(',').every((entry) => addTo(list, entry.trim()))) return list;
  ctx.addIssue('must be IP addresses or networks in CIDR form, comma-separated');
  return z.NEVER;
});

const mailServerUrl = storeUrl('smtp:', 'smtps:').refine((value) => !value.includes(','), {
  error: 'must be one URL',
});
const contact = z.string().regex(/^(mailto:[^<>@\s]+@[^<>@\s]+|https:\/\/[^\s]+|tel:\+?[0-9-]+)$/);
const mailSender = z
  .string()
  .max(320)
  .regex(/^(?:[^<>@\r\n]+ <[^<>@\s]+@[^<>@\s]+>|[^<>@\s]+@[^<>@\s]+)$/, {
    error: 'must be an address, or a name and <address>',
  });

const contacts = z
  .string()
  .max(1_000)
  .refine((value) => value.split(',').every((one) => contact.safeParse(one.trim()).success), {
    error: 'must be addresses beginning with mailto:, https:// or tel:, comma-separated',
  });
/** Parses a variable that has the base64 of a JSON object, as `base64 -w0 FILE` prints it. */
const jsonInBase64 = <S extends z.ZodType>(schema: S, error: string) =>
  z.string().transform((value, ctx): z.output<S> => {
    try {
      const parsed = schema.safeParse(JSON.parse(Buffer.from(value, 'base64').toString()));
      if (parsed.success) return parsed.data;
    } catch (thrown) {
      if (!(thrown instanceof SyntaxError)) throw thrown;
    }
    ctx.addIssue(error);
    return z.NEVER;
  });
const pem = z.string().startsWith('-----BEGIN ');
const applePassKeys = jsonInBase64(
  z.object({
    passTypeId: z.string().min(1),
    teamId: z.string().min(1),
    certificate: pem,
    key: pem,
    wwdr: pem,
  }),
  'must be the base64 of {"passTypeId", "teamId", "certificate", "key", "wwdr"}, the last three PEM',
);
const googleWalletKeys = jsonInBase64(
  z
    .object({ issuer_id: z.string().min(1), client_email: z.email(), private_key: pem })
    .transform((file) => ({
      issuerId: file.issuer_id,
      clientEmail: file.client_email,
      privateKey: file.private_key,
    })),
  'must be the base64 of a service account’s JSON file with an added "issuer_id"',
);
const vapidKeys = z.string().transform((value, ctx) => {
  const [publicKey = '', privateKey = ''] = value.split(':');
  if (/^[A-Za-z0-9_-]{43}$/.test(privateKey) && publicKey === publicKeyOf(privateKey))
    return { publicKey, privateKey };
  ctx.addIssue('must be public:private, the keys of one pair of P-256, each in base64url');
  return z.NEVER;
});

function publicKeyOf(privateKey: string): string | null {
  try {
    const pair = createECDH('prime256v1');
    pair.setPrivateKey(privateKey, 'base64url');
    return pair.getPublicKey('base64url');
  } catch (error) {
    if (error instanceof Error) return null;
    throw error;
  }
}

const hosts = z
  .string()
  .regex(/^[\w.-]+(:\d+)?(,[\w.-]+(:\d+)?)*$/, { error: 'must be hosts, comma-separated' })
  .transform((value) => value.split(','));

const oauthPair = { id: z.string().min(1), secret: z.string().min(1) };

/** Schema of the environment variables, with their bounds and defaults. */
const environment = z.object({
  NODE_ENV: z.enum(['development', 'test', 'production']).default('production'),
  PORT: wholeNumber(0, 65_535).default(3000),
  HOST: z.string().min(1).default('0.0.0.0'),
  DATABASE_URL: storeUrl('postgresql:', 'postgres:'),
  DATABASE_POOL_MAX: wholeNumber(2, 200).default(10),
  REDIS_URL: storeUrl('redis:', 'rediss:'),
  NEXTAUTH_SECRET: secret,
  NEXTAUTH_URL: z
    .url({ protocol: /^https?$/, error: 'must be a URL beginning with http:// or https://' })
    .optional(),
  QUEUE_TOKEN_KEYS: queueTokenKeys,
  TICKET_KEY: ticketKeys,
  HOLD_SECONDS: secondsUpTo(3600).default(300),
  QUEUE_CAPACITY: wholeNumber(1, 100_000).default(100),
  QUEUE_RATE_PER_MINUTE: wholeNumber(1, 600_000).default(600),
  QUEUE_SESSION_SECONDS: secondsUpTo(86_400).default(600),
  QUEUE_CLAIM_SECONDS: secondsUpTo(3600).default(120),
  QUEUE_GRACE_SECONDS: secondsUpTo(3600).default(180),
  QUEUE_RECOVERY_SECONDS: wholeNumber(0, 3600).default(75),
  ADDRESS_LIMIT_PER_MINUTE: wholeNumber(0, 10_000_000).default(600),
  STAFF_SECOND_FACTOR: z.enum(['required', 'optional']).default('required'),
  SMTP_URL: mailServerUrl.optional(),
  MAIL_FROM: mailSender.optional(),
  TERMS_VERSION: termsVersion.optional(),
  OPERATOR: z.string().max(500).optional(),
  SECURITY_CONTACT: contacts.optional(),
  APPLE_PASS: applePassKeys.optional(),
  GOOGLE_WALLET: googleWalletKeys.optional(),
  VAPID_KEYS: vapidKeys.optional(),
  // Hosts that receive pushes on loopback and without TLS. Production refuses the setting.
  PUSH_TEST_HOSTS: hosts.optional(),
  SUPPORT_REFUND_MAX: wholeNumber(0, 500_000_000).default(200_000),
  RETENTION_YEARS: wholeNumber(0, 100).default(5),
  TRUSTED_PROXIES: trustedProxies.optional(),
  // The app server sets LINES_IN_MEMORY to `off` for the Next process, which keeps no snapshots.
  LINES_IN_MEMORY: z.enum(['on', 'off']).default('on'),
  LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
  KAKAO_CLIENT_ID: oauthPair.id.optional(),
  KAKAO_CLIENT_SECRET: oauthPair.secret.optional(),
  GOOGLE_CLIENT_ID: oauthPair.id.optional(),
  GOOGLE_CLIENT_SECRET: oauthPair.secret.optional(),
  NAVER_CLIENT_ID: oauthPair.id.optional(),
  NAVER_CLIENT_SECRET: oauthPair.secret.optional(),
});

export type Environment = z.output<typeof environment>;

/**
 * Error about missing or malformed settings, with a one-line message that never contains a
 * setting's value.
 */
export class EnvironmentError extends Error {
  override name = 'EnvironmentError';
}

/**
 * Treats an empty setting as unset. Throws EnvironmentError if a setting is missing or malformed.
 */
export function readEnvironment(source: Record<string, string | undefined>): Environment {
  const given = Object.fromEntries(Object.entries(source).filter(([, value]) => value !== ''));
  const result = environment.safeParse(given);
  if (result.success) {
    const { NODE_ENV, PUSH_TEST_HOSTS } = result.data;
    if (NODE_ENV === 'production' && PUSH_TEST_HOSTS !== undefined)
      throw new EnvironmentError(
        'The environment is not usable: PUSH_TEST_HOSTS: is for tests only, not for production',
      );
    return result.data;
  }
  const lines = result.error.issues.map(({ path: [name], message }) => {
    const isSet = given[String(name)] !== undefined;
    return `${String(name)}: ${isSet ? message : 'is not set'}`;
  });
  throw new EnvironmentError(`The environment is not usable: ${lines.join('; ')}`);
}

/** Returns all environment variables of this process, to pass them to a child process. */
export function ownEnvironment(): NodeJS.ProcessEnv {
  return process.env;
}

let current: Environment | undefined;
let isSecure: boolean | undefined;

/**
 * Reads the settings at the first call, because the build imports this module without an
 * environment.
 */
export function env(): Environment {
  return (current ??= readEnvironment(process.env));
}

/** Returns the site's public URL without a slash at its end. */
export function siteUrl(): string {
  const { NEXTAUTH_URL, PORT } = env();
  return (NEXTAUTH_URL ?? `http://localhost:${String(PORT)}`).replace(/\/+$/, '');
}

/**
 * Returns true if NEXTAUTH_URL, the site's public URL, uses https. On an https site, browsers send
 * Jari's cookies over https only.
 */
export function isSecureSite(): boolean {
  return (isSecure ??= URL.parse(env().NEXTAUTH_URL ?? '')?.protocol === 'https:');
}
