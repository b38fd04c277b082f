import { stat } from 'node:fs/promises';
import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import path from 'node:path';
import { cookieName } from '../config/cookie-name.ts';
import { Refusal } from '../errors/refusal.ts';
import { parseJson, textOf } from '../request/json.ts';
import { isJson, partsOf } from '../request/messages.ts';
import { languageHeader } from './language.ts';
import { anonymousRenderHeader } from './prerender.ts';
import { isRouterTree } from './router-tree.ts';

export interface NextRequest {
  method: string;
  url: string;
  headers: Record<string, string>;
  body: Buffer;
}

/** Result for a range beyond the file's `fileBytes` bytes, which the proxy answers with 416. */
export interface Unsatisfiable {
  fileBytes: number;
}

const urlLengthMax = 8_000;
const pathLengthMax = 2_048;
// next-auth writes the callback URL into a cookie, which browsers limit to 4,096 bytes.
const callbackLengthMax = 2_048;
const errorLengthMax = 200;
const hostLengthMax = 255;

const noPage = '/_not-found';
export const staticFiles = '/_next/static/';
const signIn = '/api/auth/';
const form = 'application/x-www-form-urlencoded';

// Forwards only the client headers that Next or a page reads. Excludes headers that control Next's
// internals, such as `x-middleware-prefetch`, `next-resume` and `upgrade`.
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
// Headers of the client's connection, which the connection to Next must not inherit.
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
const deviceCookie = /^jari-device$/;
const queueCookie = /^jari-queue-[1-9]\d{0,9}$/;

/**
 * Forwards only well-formed values that Jari uses. Next and next-auth answer 500 to many malformed
 * values. Next obeys internal headers even if a client sets them. Replaces a path that no page can
 * have with the path of the not-found page. Refusals: TOO_LARGE for a URL over 8,000 characters;
 * BAD_INPUT and NOT_JSON for a malformed query or body to next-auth.
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
  // Forwards POST as GET, because Jari has no server actions. A browser that posts a form before
  // the page's script has loaded gets the page of the form again.
  const page = { method: method === 'HEAD' ? 'HEAD' : 'GET', body: Buffer.alloc(0) };
  if (!isPage(requested, development)) return { ...page, url: noPage, headers: passed };
  return { ...page, url, headers: { ...passed, ...routerOf(headers) } };
}

/**
 * Returns the Range headers for Next, or Unsatisfiable, because Next answers 500 to an
 * unsatisfiable range. Drops malformed ranges, and all ranges except those of static files, as RFC
 * 9110 allows.
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

/** Returns true if a path is well-formed and can belong to a page or a static file. */
function isPage(requested: string, development: boolean): boolean {
  if (requested.length > pathLengthMax || !isText(requested)) return false;
  return development || !requested.startsWith('/_next/') || requested.startsWith(staticFiles);
}

/** Returns true if percent-encoded text is well-formed UTF-8 without control characters. */
function isText(encoded: string): boolean {
  try {
    return !/\p{Cc}/u.test(decodeURIComponent(encoded));
  } catch (error) {
    if (error instanceof URIError) return false;
    throw error;
  }
}

function headersOf(headers: IncomingHttpHeaders, development: boolean): Record<string, string> {
  // In development, forwards all headers except `own`, because hot reloading needs further headers.
  const own = [
    'cookie',
    'next-action',
    anonymousRenderHeader,
    languageHeader,
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

/** Replaces a malformed host with `localhost`, because Next builds URLs from the Host header. */
function hostOf({ host = '' }: IncomingHttpHeaders): { host: string } {
  return { host: isHost(host) ? host : 'localhost' };
}

export const isHost = (host: string): boolean =>
  host.length <= hostLengthMax && /^([\w.-]+|\[[\d:a-f.]+\])(:\d{1,5})?$/i.test(host);

/**
 * Keeps only Jari's well-formed cookies, and only the first of each name. Dropped cookies do no
 * harm, because next-auth sets its cookies again.
 */
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
  if (name === 'jari-locale') return true; // the language of the mail about a new device
  const prefix = cookieName('');
  const bare = name.slice(prefix.length);
  return (
    name.startsWith(prefix) && [authCookie, queueCookie, deviceCookie].some((own) => own.test(bare))
  );
}

const isValidCookie = (name: string, value: string): boolean =>
  name !== cookieName('next-auth.callback-url') || isCallback(decodeURIComponent(value));

/**
 * Returns false for a callback URL to which next-auth would answer 500. Does not restrict the
 * redirect's target, which the `redirect` callback in server/account/next-auth.ts decides.
 */
function isCallback(url: string): boolean {
  const base = url.startsWith('/') ? 'http://own.invalid' : undefined;
  if (url.length > callbackLengthMax || !URL.canParse(url, base)) return false;
  const { protocol, href } = new URL(url, base);
  // Escaping can make `href` longer than `url`.
  return /^https?:$/.test(protocol) && href.length <= callbackLengthMax;
}

/**
 * Returns all router headers, or no header if any is malformed. Without router headers Next answers
 * with the document, which the browser then loads.
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
  // Forwards HEAD as GET, because Node omits the body of a response to HEAD.
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

/**
 * Returns the fields of a form or a JSON object, the only bodies that next-auth accepts. Refusals:
 * NOT_JSON, BAD_INPUT.
 */
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
    // next-auth writes the field `error` into a header without escaping.
    if (name === 'error' && (value.length > errorLengthMax || !/^[\x20-\x7e]*$/.test(value)))
      throw badInput(name, `must be at most ${String(errorLengthMax)} printable ASCII characters`);
  }
}

const badInput = (field: string, message: string) =>
  new Refusal('BAD_INPUT', { issues: [{ path: field, message }] });
