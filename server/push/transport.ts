import http from 'node:http';
import https from 'node:https';
import webPush from 'web-push';
import { env, siteUrl } from '../config/env.ts';
import { mayBePrivate, privateAddressCode, publicEndpoint, publicLookup } from './address.ts';

const sendMsMax = 10_000;
const connectionsPerHostMax = 20;

/** Message for one browser. */
export interface PushMessage {
  endpoint: string;
  p256dh: string;
  auth: string;
  /** Same for each attempt, so that the push service replaces a message that is still with it. */
  topic: string;
  /** Seconds for which the push service keeps the message. */
  ttlSeconds: number;
  payload: string;
}

/** Answer of a push service. */
export interface PushAnswer {
  status: number;
  retryAfterSeconds: number;
}

let agent: https.Agent | undefined;

/** Contact of the sender for push services, which must be a mailto: or https: address. */
const contact = (): string => {
  const site = new URL(siteUrl());
  return site.protocol === 'https:' ? site.origin : `mailto:no-reply@${site.hostname}`;
};

/**
 * Hands a message to its push service, encrypted for the browser. Follows no redirect. Throws
 * PRIVATE_ADDRESS for an endpoint that leads to a private address by now.
 */
export async function sendPush(message: PushMessage): Promise<PushAnswer> {
  const { endpoint, p256dh, auth, topic, ttlSeconds, payload } = message;
  const keys = env().VAPID_KEYS;
  const url = publicEndpoint(endpoint);
  if (keys === undefined || url === null)
    throw Object.assign(new Error('a private address'), { code: privateAddressCode });
  const { method, headers, body } = webPush.generateRequestDetails(
    { endpoint, keys: { p256dh, auth } },
    payload,
    {
      vapidDetails: { subject: contact(), ...keys },
      TTL: ttlSeconds,
      urgency: 'high',
      topic,
    },
  );
  agent ??= new https.Agent({
    keepAlive: true,
    maxSockets: connectionsPerHostMax,
    lookup: publicLookup(),
  });
  const signal = AbortSignal.timeout(sendMsMax);
  const options = { method, headers: headers as http.OutgoingHttpHeaders, signal };
  return new Promise((resolve, reject) => {
    const isTest = mayBePrivate(url);
    const request = isTest
      ? (url.protocol === 'https:' ? https : http).request(url, options)
      : https.request(url, { ...options, agent });
    request.on('error', reject);
    request.on('response', (response) => {
      const retryAfterSeconds = Number(response.headers['retry-after'] ?? 0);
      response.resume();
      resolve({
        status: response.statusCode ?? 0,
        retryAfterSeconds: Number.isFinite(retryAfterSeconds) ? retryAfterSeconds : 0,
      });
    });
    request.end(body);
  });
}

/** Closes the idle connections to push services. */
export function closePushes(): void {
  agent?.destroy();
  agent = undefined;
}
