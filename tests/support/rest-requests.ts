import fc from 'fast-check';
import { validValues, type Known, nearlyValid, encodings } from './arbitraries.ts';
import {
  bodyBytesMax,
  type Due,
  type Operation,
  parameterValue,
  parsedBody,
  type Judge,
} from './openapi-judge.ts';
import {
  escaped,
  hostileTexts,
  strangeNames,
  wrongHeaders,
  wrongMediaTypes,
  wrongSegments,
} from './hostile-inputs.ts';
import type { Sent } from './wire.ts';

/** Parts of a request to one operation, without credentials. */
export interface RestRequest {
  /** Percent-encoded path parameters. */
  parameters: Record<string, string>;
  query: [string, string][];
  /** Value of the Idempotency-Key header; a list sends the header several times. */
  key: string | string[] | undefined;
  body: string | Buffer | null;
  mediaType: string | undefined;
}
type Part = keyof RestRequest;

const texts = (schema: Parameters<typeof validValues>[0], known: Known) =>
  validValues(schema, known).map(String);

function parts(
  { parameters, body }: Operation,
  known: Known,
  wrong: Part | null,
): fc.Arbitrary<RestRequest> {
  const within = (place: string) => parameters.filter((parameter) => parameter.in === place);
  const segments = within('path').map(({ name, schema }) => [
    name,
    wrong === 'parameters'
      ? wrongSegments
      : (known[name]?.map(String) ?? texts(schema, known)).map(escaped),
  ]);
  const [header] = within('header');
  const sound = fc.record(
    Object.fromEntries(within('query').map(({ name, schema }) => [name, texts(schema, known)])),
    {
      requiredKeys: [],
    },
  );
  const names = fc.constantFrom(...within('query').map(({ name }) => name), ...strangeNames);
  const extra = fc.array(
    fc.tuple(
      names,
      fc.oneof(fc.constantFrom(...hostileTexts, '1', ''), fc.string({ unit: 'binary' })),
    ),
    {
      minLength: wrong === 'query' ? 1 : 0,
      maxLength: wrong === 'query' ? 3 : 0,
    },
  );
  const key = header && texts(header.schema, known);
  const wrongKey = fc.oneof(
    wrongHeaders,
    fc.constantFrom<string[] | undefined>(undefined, ['one-of-two', 'two-of-two']),
  );
  const written =
    body && fc.tuple(nearlyValid(body, known), encodings).map(([value, write]) => write(value));
  const fit = body && validValues(body, known).map((value) => JSON.stringify(value));
  return fc.record({
    parameters: fc.record(Object.fromEntries(segments) as Record<string, fc.Arbitrary<string>>),
    query: fc
      .tuple(sound, extra)
      .map(([fields, more]) => [...(Object.entries(fields) as [string, string][]), ...more]),
    key: wrong === 'key' ? wrongKey : (key ?? fc.constant(undefined)),
    body: (wrong === 'body' ? written : fit) ?? fc.constant(null),
    mediaType:
      wrong === 'mediaType'
        ? fc.constantFrom(...wrongMediaTypes)
        : fc.constant(body === null ? undefined : 'application/json'),
  });
}

/**
 * Generates valid and invalid requests to one operation. An invalid request usually has one invalid
 * part.
 */
export function requestsTo(operation: Operation, known: Known): fc.Arbitrary<RestRequest> {
  const { parameters, body } = operation;
  const has = (place: string) => parameters.some((parameter) => parameter.in === place);
  const kinds: [Part | null, number][] = [
    [null, 2],
    ['query', 1],
    ...(has('path') ? [['parameters', 2] as [Part, number]] : []),
    ...(has('header') ? [['key', 2] as [Part, number]] : []),
    ...(body === null
      ? []
      : ([
          ['body', 8],
          ['mediaType', 1],
        ] as [Part, number][])),
  ];
  return fc.oneof(
    ...kinds.map(([wrong, weight]) => ({ arbitrary: parts(operation, known, wrong), weight })),
  );
}

/** Returns a request in wire form, with credentials. */
export function toSent(
  { method, path }: Operation,
  { parameters, query, key, body, mediaType }: RestRequest,
  who: Sent['headers'],
): Sent {
  const at = path.replaceAll(/\{(\w+)\}/g, (_, name: string) => parameters[name] ?? '');
  const search = query.map(([name, value]) => `${escaped(name)}=${escaped(value)}`).join('&');
  return {
    method,
    path: search === '' ? at : `${at}?${search}`,
    headers: {
      ...who,
      ...(key !== undefined && { 'idempotency-key': key }),
      ...(mediaType !== undefined && { 'content-type': mediaType }),
      ...(body !== null && { 'content-length': Buffer.byteLength(body) }),
    },
    body,
  };
}

/**
 * Returns the refusal that the request alone requires, or null if the answer depends on the
 * database.
 */
export function refusalDue(
  operation: Operation,
  request: RestRequest,
  isUser: boolean,
  judge: Judge,
): Due | null {
  if (operation.method === 'POST') {
    if (request.mediaType !== 'application/json') return [415, 'NOT_JSON'];
    if (Buffer.byteLength(request.body ?? '') > bodyBytesMax) return [413, 'TOO_LARGE'];
  }
  if (operation.security.length > 0 && !isUser) return [401];
  return fits(operation, request, judge) ? null : [400, 'BAD_INPUT'];
}

function fits(
  { parameters, body: schema }: Operation,
  { parameters: segments, query, key, body }: RestRequest,
  judge: Judge,
): boolean {
  const names = query.map(([name]) => name);
  if (new Set(names).size < names.length) return false;
  const known = new Set(
    parameters.filter((parameter) => parameter.in === 'query').map(({ name }) => name),
  );
  if (names.some((name) => !known.has(name))) return false;
  const given: Record<string, Record<string, string | undefined>> = {
    path: segments,
    query: Object.fromEntries(query.map(([name, value]) => [name, value.toWellFormed()])),
    header: { 'Idempotency-Key': typeof key === 'string' ? key.trim() : undefined },
  };
  for (const { in: place, name, required = false, schema } of parameters) {
    const text = given[place]?.[name];
    if (text === undefined ? required : !judge(schema)(parameterValue(schema, text))) return false;
  }
  if (schema === null) return true;
  const parsed = parsedBody(body ?? '');
  return parsed !== undefined && judge(schema)(parsed.value);
}
