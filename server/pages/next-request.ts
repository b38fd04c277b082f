import { stat } from 'node:fs/promises';
import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import path from 'node:path';
import { cookieName } from '../config/cookie-name.ts';
import { Refusal } from '../errors/refusal.ts';
import { parseJson, textOf } from '../request/json.ts';
import { isJson, partsOf } from '../request/messages.ts';
import { anonymousRenderHeader } from './prerender.ts';
import { isRouterTree } from './router-tree.ts';

/** A request in the form that the Next process receives. */
export interface NextRequest {
  method: string;
  url: string;
  headers: Record<string, string>;
  body: Buffer;
}

/** The requested range is behind the end of a file of this size: the answer is 416. */
export interface Unsatisfiable {
  fileBytes: number;
}

const urlLengthMax = 8_000;
const pathLengthMax = 2_048;
// next-auth writes it into a cookie, which browsers limit to 4,096 bytes
const callbackLengthMax = 2_048;
const errorLengthMax = 200;
const hostLengthMax = 255;

const noPage = '/_not-found';
const staticFiles = '/_next/static/';
const signIn = '/api/auth/';
const form = 'application/x-www-form-urlencoded';

// All headers that Next or a page reads. Others control Next's internals (x-middleware-prefetch,
// next-resume, upgrade).
const passedHeaders = [
  'accept-encoding',
  'cache-control',
  'if-modified-since',
  'if-none-match',
  'sec-fetch-dest',
  'user-agent',
];
const routerHeaders = [
  'rsc',
  'next-router-prefetch',
  'next-router-segment-prefetch',
  'next-router-state-tree',
  'next-url',
];
// These belong to one connection; the request to Next has its own.
const connectionHeaders = [
  'connection',
  'content-length',
  'expect',
  'host',
  'keep-alive',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
];

const authCookie =
  /^next-auth\.(session-token(\.\d{1,2})?|csrf-token|callback-url|state|nonce|pkce\.code_verifier)$/;
const queueCookie = /^jari-queue-[1-9]\d{0,9}$/;
const choiceCookie = /^jari-(locale|theme)$/; // a script sets them, so they have no prefix

/**
 * Turns a client's request into one that Next and next-auth answer without failing. Both answer 500
 * to many malformed values, and obey headers that only they should set. So a value passes only if
 * Jari uses it and it is well-formed.
 *
 * - A path without a page becomes the not-found page.
 * - A malformed header or cookie is dropped.
 *
 * Refusals: TOO_LARGE for a long URL; BAD_INPUT and NOT_JSON for a malformed query or body to
 * next-auth.
 */
export function toNextRequest(
  { method = 'GET', url = '/', headers }: Pick<IncomingMessage, 'method' | 'url' | 'headers'>,
  body: Buffer,
  { development }: { development: boolean },
): NextRequest {
  if (url.length > urlLengthMax) throw new Refusal('TOO_LARGE', {});
  const passed = {
    ...headersOf(headers, development),
    ...hostOf(headers),
    ...cookiesOf(headers.cookie),
  };
  if (url.startsWith(signIn)) return toSignIn(method, url, passed, headers, body);
  const { path: requested } = partsOf(url);
  // There are no server actions. A form that is posted before its script has loaded gets its page
  // again.
  const page = { method: method === 'HEAD' ? 'HEAD' : 'GET', body: Buffer.alloc(0) };
  if (!isPage(requested, development)) return { ...page, url: noPage, headers: passed };
  return { ...page, url, headers: { ...passed, ...routerOf(headers) } };
}

/**
 * The Range headers to pass on. Next answers 500 to a range that it cannot satisfy. A malformed
 * range, or one for anything but a file, is dropped: RFC 9110 allows a server to ignore it.
 */
export async function rangeFor(
  { url = '', headers }: Pick<IncomingMessage, 'url' | 'headers'>,
  buildFolder: string,
): Promise<Record<string, string> | Unsatisfiable> {
  const { range = '', 'if-range': condition } = headers;
  const [, first = '', last = ''] = /^bytes=(\d{0,15})-(\d{0,15})$/.exec(range) ?? [];
  const { path: requested } = partsOf(url);
  if (`${first}${last}` === '' || (first !== '' && last !== '' && Number(last) < Number(first)))
    return {};
  if (!requested.startsWith(staticFiles) || !isPage(requested, false)) return {};
  const folder = path.join(buildFolder, 'static');
  const file = path.join(folder, decodeURIComponent(requested.slice(staticFiles.length)));
  const found = file.startsWith(`${folder}${path.sep}`) ? await stat(file).catch(() => null) : null;
  if (found?.isFile() !== true) return {};
  const satisfiable = first === '' ? Number(last) > 0 : Number(first) < found.size;
  if (!satisfiable && condition === undefined) return { fileBytes: found.size };
  return satisfiable
    ? { range, ...(condition !== undefined && { 'if-range': String(condition) }) }
    : {};
}

/** Whether the path is well-formed and may be a page's, or a file's of the build. */
function isPage(requested: string, development: boolean): boolean {
  if (requested.length > pathLengthMax || !isText(requested)) return false;
  return development || !requested.startsWith('/_next/') || requested.startsWith(staticFiles);
}

/** Whether percent-encoded text is well-formed UTF-8 without control characters. */
function isText(encoded: string): boolean {
  try {
    return !/\p{Cc}/u.test(decodeURIComponent(encoded));
  } catch (error) {
    if (error instanceof URIError) return false;
    throw error;
  }
}

function headersOf(headers: IncomingHttpHeaders, development: boolean): Record<string, string> {
  // In development, reloading uses further headers.
  const own = [
    'cookie',
    'next-action',
    anonymousRenderHeader,
    ...routerHeaders,
    ...connectionHeaders,
  ];
  const names = development
    ? Object.keys(headers).filter((name) => !own.includes(name))
    : passedHeaders;
  return Object.fromEntries(
    names.flatMap((name) =>
      headers[name] === undefined ? [] : [[name, [headers[name]].flat().join(', ')]],
    ),
  );
}

/** The host, from which Next makes URLs; `localhost` replaces a malformed one. */
function hostOf({ host = '' }: IncomingHttpHeaders): { host: string } {
  return { host: isHost(host) ? host : 'localhost' };
}

export const isHost = (host: string): boolean =>
  host.length <= hostLengthMax && /^([\w.-]+|\[[\d:a-f.]+\])(:\d{1,5})?$/i.test(host);

/** Jari's own well-formed cookies, each once. Next-auth sets a dropped one again. */
function cookiesOf(header = ''): { cookie?: string } {
  const cookies = new Map<string, string>();
  for (const pair of header.split(/;\s*/)) {
    const [name, value] = [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)];
    if (isOwnCookie(name) && !cookies.has(name) && isText(value) && isValidCookie(name, value))
      cookies.set(name, value);
  }
  return cookies.size === 0
    ? {}
    : { cookie: Array.from(cookies, ([name, value]) => `${name}=${value}`).join('; ') };
}

function isOwnCookie(name: string): boolean {
  const prefix = cookieName('');
  const bare = name.slice(prefix.length);
  return (
    choiceCookie.test(name) ||
    (name.startsWith(prefix) && (authCookie.test(bare) || queueCookie.test(bare)))
  );
}

const isValidCookie = (name: string, value: string): boolean =>
  name !== cookieName('next-auth.callback-url') || isCallback(decodeURIComponent(value));

/**
 * Whether next-auth accepts this callback URL. It answers 500 to any other. Its `redirect` option
 * decides the target.
 */
function isCallback(url: string): boolean {
  const base = url.startsWith('/') ? 'http://own.invalid' : undefined;
  if (url.length > callbackLengthMax || !URL.canParse(url, base)) return false;
  const { protocol, href } = new URL(url, base);
  return /^https?:$/.test(protocol) && href.length <= callbackLengthMax; // escaping makes it longer
}

/**
 * The headers of a client-side navigation, all or none: without them Next answers the document,
 * which the browser loads.
 */
function routerOf(headers: IncomingHttpHeaders): Record<string, string> {
  const given = Object.fromEntries(
    routerHeaders.flatMap((name) => (headers[name] === undefined ? [] : [[name, headers[name]]])),
  );
  const { 'next-router-prefetch': prefetch = '1', 'next-router-segment-prefetch': segment = '/' } =
    given;
  const { 'next-router-state-tree': tree, 'next-url': from = '/' } = given;
  const isValid =
    given['rsc'] === '1' &&
    /^[0-3]$/.test(String(prefetch)) &&
    /^\/[\x21-\x7e]*$/.test(String(segment)) &&
    /^\/[\x21-\x7e]*$/.test(String(from)) &&
    (tree === undefined || isRouterTree(String(tree)));
  return isValid ? (given as Record<string, string>) : {};
}

function toSignIn(
  method: string,
  url: string,
  passed: Record<string, string>,
  headers: IncomingHttpHeaders,
  body: Buffer,
): NextRequest {
  checkFields(fieldsOf(partsOf(url).query));
  // The HTTP server omits the body of an answer to HEAD.
  if (method !== 'POST') return { method: 'GET', url, headers: passed, body: Buffer.alloc(0) };
  const fields = bodyFields(headers, body);
  checkFields(fields);
  return {
    method,
    url,
    headers: { ...passed, 'content-type': form },
    body: Buffer.from(new URLSearchParams(fields).toString()),
  };
}

/** The fields of a posted form or of JSON; next-auth accepts nothing else. */
function bodyFields(headers: IncomingHttpHeaders, body: Buffer): [string, string][] {
  const { 'content-type': type, 'content-encoding': encoding } = headers;
  if (isJson(type, encoding)) return jsonFields(textOf(body));
  const isForm =
    /^application\/x-www-form-urlencoded\s*(;|$)/i.test(type ?? form) &&
    /^(identity)?$/i.test(encoding ?? '');
  if (!isForm) throw new Refusal('NOT_JSON', {});
  return fieldsOf(new URLSearchParams(body.toString('utf8')));
}

function jsonFields(text: string): [string, string][] {
  try {
    const value = parseJson(text);
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
      const fields = Object.entries(value);
      if (fields.every((field): field is [string, string] => typeof field[1] === 'string'))
        return fields;
    }
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  }
  throw badInput('', 'must be a JSON object of strings');
}

function fieldsOf(parameters: URLSearchParams): [string, string][] {
  const fields = new Map<string, string>();
  for (const [name, value] of parameters) {
    if (fields.has(name)) throw badInput('', 'a field must not be given twice');
    fields.set(name, value);
  }
  return [...fields];
}

function checkFields(fields: [string, string][]): void {
  for (const [name, value] of fields) {
    if (name === 'callbackUrl' && value !== '' && !isCallback(value))
      throw badInput(
        name,
        `must be a path or an http URL of at most ${String(callbackLengthMax)} characters`,
      );
    // next-auth writes it into a header without escaping.
    if (name === 'error' && (value.length > errorLengthMax || !/^[\x20-\x7e]*$/.test(value)))
      throw badInput(name, `must be at most ${String(errorLengthMax)} printable ASCII characters`);
  }
}

const badInput = (field: string, message: string) =>
  new Refusal('BAD_INPUT', { issues: [{ path: field, message }] });
