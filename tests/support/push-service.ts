import { createDecipheriv, createECDH, hkdfSync, randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { importJWK, jwtVerify } from 'jose';

/** A message as the browser decrypts it. */
export interface PushedMessage {
  id: string;
  tag: string;
  title: string;
  body: string;
  path: string;
  lang: string;
}

export interface Received {
  path: string;
  /** Public VAPID key of the sender, who signed for this service. */
  sender: string;
  topic: string;
  ttlSeconds: number;
  message: PushedMessage;
  /** Decrypted text, before it is parsed. */
  plain: string;
}

/** JSON of a browser's PushSubscription. */
export interface BrowserSubscription {
  endpoint: string;
  keys: { p256dh: string; auth: string };
}

/** A push service on loopback, which also has the keys of its browsers. */
export interface PushService {
  url: string;
  host: string;
  received: Received[];
  /** Creates a browser with its own keys. */
  browser(): BrowserSubscription;
  /** From now on, answers with this status; 201 accepts. Null holds all answers back. */
  answer(status: number | null): void;
  /** Number of requests without an answer. */
  waiting(): number;
  close(): Promise<void>;
}

interface Keys {
  pair: ReturnType<typeof createECDH>;
  auth: Buffer;
}

/**
 * Starts a push service on loopback, and admits it in the environment of this process with a new
 * sender. Call it after testStores(), and before the first call of env().
 */
export async function startPushService({ port = 0 } = {}): Promise<PushService> {
  const received: Received[] = [];
  const browsers = new Map<string, Keys>();
  const sender = createECDH('prime256v1');
  sender.generateKeys();
  let status: number | null = 201;
  let waiting = 0;
  const server = createServer((req, res) => {
    receive(req)
      .then(() => {
        if (status === null) waiting++;
        else res.writeHead(status).end();
      })
      .catch((error: unknown) => res.writeHead(500).end(String(error)));
  });
  const receive = async (req: IncomingMessage): Promise<void> => {
    const body = Buffer.from(await text(req.setEncoding('latin1')), 'latin1');
    const { url = '', headers } = req;
    const keys = browsers.get(url);
    if (keys === undefined) throw new Error(`no such browser: ${url}`);
    const from = await senderOf(headers.authorization ?? '', `http://${headers.host ?? ''}`);
    if (headers['content-encoding'] !== 'aes128gcm') throw new Error('not encrypted');
    const plain = decrypt(body, keys);
    received.push({
      path: url,
      sender: from,
      topic: String(headers['topic']),
      ttlSeconds: Number(headers['ttl']),
      plain,
      message: JSON.parse(plain) as PushedMessage,
    });
  };
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  const host = `127.0.0.1:${String((server.address() as AddressInfo).port)}`;
  const privateKey = Buffer.concat([Buffer.alloc(32), sender.getPrivateKey()]).subarray(-32);
  Object.assign(process.env, {
    VAPID_KEYS: `${sender.getPublicKey('base64url')}:${privateKey.toString('base64url')}`,
    PUSH_TEST_HOSTS: host,
  });
  return {
    url: `http://${host}`,
    host,
    received,
    browser: () => {
      const path = `/push/${randomBytes(12).toString('base64url')}`;
      const pair = createECDH('prime256v1');
      pair.generateKeys();
      const auth = randomBytes(16);
      browsers.set(path, { pair, auth });
      return {
        endpoint: `http://${host}${path}`,
        keys: { p256dh: pair.getPublicKey('base64url'), auth: auth.toString('base64url') },
      };
    },
    answer: (next) => void (status = next),
    waiting: () => waiting,
    close: () => {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}

/** Returns the public key of the sender, who must have signed for this service (RFC 8292). */
async function senderOf(authorization: string, audience: string): Promise<string> {
  const [, token = '', key = ''] = /^vapid t=([^,]+), ?k=(\S+)$/.exec(authorization) ?? [];
  const point = Buffer.from(key, 'base64url');
  const [x = '', y = ''] = [point.subarray(1, 33), point.subarray(33)].map((part) =>
    part.toString('base64url'),
  );
  const jwk = await importJWK({ kty: 'EC', crv: 'P-256', x, y }, 'ES256');
  await jwtVerify(token, jwk, { audience });
  return key;
}

const derive = (secret: Buffer, salt: Buffer, info: string | Buffer, bytes: number): Buffer =>
  Buffer.from(hkdfSync('sha256', secret, salt, info, bytes));

/** Decrypts a body of RFC 8291 with one record. */
function decrypt(body: Buffer, { pair, auth }: Keys): string {
  const [salt, keyLength] = [body.subarray(0, 16), body[20] ?? 0];
  const server = body.subarray(21, 21 + keyLength);
  const record = body.subarray(21 + keyLength);
  const info = Buffer.concat([Buffer.from('WebPush: info\0'), pair.getPublicKey(), server]);
  const secret = derive(pair.computeSecret(server), auth, info, 32);
  const key = derive(secret, salt, 'Content-Encoding: aes128gcm\0', 16);
  const nonce = derive(secret, salt, 'Content-Encoding: nonce\0', 12);
  const cipher = createDecipheriv('aes-128-gcm', key, nonce);
  cipher.setAuthTag(record.subarray(-16));
  const plain = Buffer.concat([cipher.update(record.subarray(0, -16)), cipher.final()]);
  return plain.subarray(0, plain.lastIndexOf(2)).toString();
}
