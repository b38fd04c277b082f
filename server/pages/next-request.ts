import { stat } from 'node:fs/promises';
import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import path from 'node:path';
import { cookieName } from '../config/cookie-name.ts';
import { Refusal } from '../errors/refusal.ts';
import { parseJson, textOf } from '../request/json.ts';
import { isJson, partsOf } from '../request/messages.ts';
import { anonymousRenderHeader } from './prerender.ts';
import { isRouterTree } from './router-tree.ts';

/** A request as the process that renders gets it. */
export interface NextRequest {
  method: string;
  url: string;
  headers: Record<string, string>;
  body: Buffer;
}

/** The bytes asked for lie behind the end of a file of so many bytes: 416. */
export interface Unsatisfiable {
  fileBytes: number;
}

const urlLengthMax = 8_000;
const pathLengthMax = 2_048;
const callbackLengthMax = 2_048; // next-auth writes it into a cookie, and browsers keep 4,096 bytes of one
const errorLengthMax = 200;
const hostLengthMax = 255;

const noPage = '/_not-found';
const staticFiles = '/_next/static/';
const signIn = '/api/auth/';
const form = 'application/x-www-form-urlencoded';

// Every header that Next or a page reads. Others steer Next from within (x-middleware-prefetch, next-resume, upgrade).
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
// They belong to one connection. The request that we make has its own.
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
 * Turns a client's request into one that Next and next-auth answer without failing. Both answer 500 to many malformed values, and
 * obey headers that only they should set. So a value passes only if Jari uses it and it is well-formed.
 *
 * - A path that is no page's becomes the page that says so.
 * - A malformed header or cookie is left out, as if the client had not sent it.
 * - A malformed query or body to next-auth is refused: BAD_INPUT, NOT_JSON.
 * - A URL that is too long is refused: TOO_LARGE.
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
  const { path: asked } = partsOf(url);
  // There are no server actions, and a form that is posted before its script has come is shown its page again.
  const page = { method: method === 'HEAD' ? 'HEAD' : 'GET', body: Buffer.alloc(0) };
  if (!isPage(asked, development)) return { ...page, url: noPage, headers: passed };
  return { ...page, url, headers: { ...passed, ...routerOf(headers) } };
}

/**
 * What is to be done about a Range header. Next answers 500 to one that it cannot satisfy. A malformed one, or one for anything but a
 * file, is left out: RFC 9110 allows to ignore it.
 */
export async function rangeFor(
  { url = '', headers }: Pick<IncomingMessage, 'url' | 'headers'>,
  buildFolder: string,
): Promise<Record<string, string> | Unsatisfiable> {
  const { range = '', 'if-range': condition } = headers;
  const [, first = '', last = ''] = /^bytes=(\d{0,15})-(\d{0,15})$/.exec(range) ?? [];
  const { path: asked } = partsOf(url);
  if (`${first}${last}` === '' || (first !== '' && last !== '' && Number(last) < Number(first)))
    return {};
  if (!asked.startsWith(staticFiles) || !isPage(asked, false)) return {};
  const folder = path.join(buildFolder, 'static');
  const file = path.join(folder, decodeURIComponent(asked.slice(staticFiles.length)));
  const found = file.startsWith(`${folder}${path.sep}`) ? await stat(file).catch(() => null) : null;
  if (found?.isFile() !== true) return {};
  const satisfiable = first === '' ? Number(last) > 0 : Number(first) < found.size;
  if (!satisfiable && condition === undefined) return { fileBytes: found.size };
  return satisfiable
    ? { range, ...(condition !== undefined && { 'if-range': String(condition) }) }
    : {};
}

/** Whether Next can look for a page at this path, or for a file of the build. */
function isPage(asked: string, development: boolean): boolean {
  if (asked.length > pathLengthMax || !isText(asked)) return false;
  return development || !asked.startsWith('/_next/') || asked.startsWith(staticFiles);
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
  // Reloading in development has headers of its own.
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

/** The host, which Next makes URLs of; one that is none is replaced. */
function hostOf({ host = '' }: IncomingHttpHeaders): { host: string } {
  return { host: isHost(host) ? host : 'localhost' };
}

export const isHost = (host: string): boolean =>
  host.length <= hostLengthMax && /^([\w.-]+|\[[\d:a-f.]+\])(:\d{1,5})?$/i.test(host);

/** Jari's own cookies, each once: other jars' weight and malformed values stay outside, and next-auth sets anew what it lacks. */
function cookiesOf(header = ''): { cookie?: string } {
  const kept = new Map<string, string>();
  for (const pair of header.split(/;\s*/)) {
    const [name, value] = [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)];
    if (isOwnCookie(name) && !kept.has(name) && isText(value) && isSoundCookie(name, value))
      kept.set(name, value);
  }
  return kept.size === 0
    ? {}
    : { cookie: Array.from(kept, ([name, value]) => `${name}=${value}`).join('; ') };
}

function isOwnCookie(name: string): boolean {
  const prefix = cookieName('');
  const bare = name.slice(prefix.length);
  return (
    choiceCookie.test(name) ||
    (name.startsWith(prefix) && (authCookie.test(bare) || queueCookie.test(bare)))
  );
}

const isSoundCookie = (name: string, value: string): boolean =>
  name !== cookieName('next-auth.callback-url') || isCallback(decodeURIComponent(value));

/** Whether next-auth takes it for an address to return to; it fails on every other. Where that leads, its `redirect` decides. */
function isCallback(url: string): boolean {
  const base = url.startsWith('/') ? 'http://own.invalid' : undefined;
  if (url.length > callbackLengthMax || !URL.canParse(url, base)) return false;
  const { protocol, href } = new URL(url, base);
  return /^https?:$/.test(protocol) && href.length <= callbackLengthMax; // escaped, it is longer
}

/** The headers of a step within the app, all or none: without them Next answers the whole document, and the browser loads that. */
function routerOf(headers: IncomingHttpHeaders): Record<string, string> {
  const given = Object.fromEntries(
    routerHeaders.flatMap((name) => (headers[name] === undefined ? [] : [[name, headers[name]]])),
  );
  const { 'next-router-prefetch': prefetch = '1', 'next-router-segment-prefetch': segment = '/' } =
    given;
  const { 'next-router-state-tree': tree, 'next-url': from = '/' } = given;
  const isSound =
    given['rsc'] === '1' &&
    /^[0-3]$/.test(String(prefetch)) &&
    /^\/[\x21-\x7e]*$/.test(String(segment)) &&
    /^\/[\x21-\x7e]*$/.test(String(from)) &&
    (tree === undefined || isRouterTree(String(tree)));
  return isSound ? (given as Record<string, string>) : {};
}

function toSignIn(
  method: string,
  url: string,
  passed: Record<string, string>,
  headers: IncomingHttpHeaders,
  body: Buffer,
): NextRequest {
  checkFields(fieldsOf(partsOf(url).query));
  // The front leaves the body of an answer to HEAD out.
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

/** A posted form, or JSON that says the same: next-auth cannot take anything else. */
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
    // next-auth writes it into a header as it is.
    if (name === 'error' && (value.length > errorLengthMax || !/^[\x20-\x7e]*$/.test(value)))
      throw badInput(name, `must be at most ${String(errorLengthMax)} printable ASCII characters`);
  }
}

const badInput = (field: string, message: string) =>
  new Refusal('BAD_INPUT', { issues: [{ path: field, message }] });
