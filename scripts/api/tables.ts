import { z } from 'zod';
import { type RefusalCode, refusalCodes, refusalStatus } from '#server/errors/errors.schema.ts';
import { refusalDetails } from '#server/errors/refusal-details.schema.ts';
import { titleOf } from '#server/errors/refusal.ts';
import { refusalsOf } from '#server/rest/document.ts';
import type { Endpoint } from '#server/rest/endpoint.ts';
import { type Example, isSuccess } from '#server/rest/examples.ts';
import { limitOf } from '#server/rest/limit-words.ts';

const code = (text: string) => `\`${text}\``;
const inCell = (text: string) => text.replaceAll('|', '\\|');
const fence = (language: string, text: string) => `\`\`\`${language}\n${text}\n\`\`\``;

const authorization: Record<Endpoint['proof'], string> = {
  none: '–',
  accessToken: 'access token',
  queueToken: 'queue token, with or without the access token',
};

/**
 * Formats an object's fields. A `?` marks an optional field; "or" separates the members of a union.
 */
function fields(schema: z.ZodType): string {
  const {
    anyOf,
    properties = {},
    required = [],
    items,
  } = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' });
  if (anyOf !== undefined && schema instanceof z.ZodUnion)
    return schema.options.map((option) => fields(option as z.ZodType)).join(' or ');
  if (items !== undefined && schema instanceof z.ZodArray)
    return `list of ${fields(schema.element as z.ZodType)}`;
  return code(
    `{${Object.keys(properties)
      .map((name) => (required.includes(name) ? name : `${name}?`))
      .join(', ')}}`,
  );
}

function request({ method, input }: Endpoint): string {
  const { path, query, headers, body } = input.shape as Partial<
    Record<'path' | 'query' | 'headers', z.ZodObject>
  > & {
    body?: z.ZodType;
  };
  const section = (name: string, schema: z.ZodType | undefined) =>
    schema === undefined ||
    (schema instanceof z.ZodObject && Object.keys(schema.shape).length === 0)
      ? []
      : [`${name}: ${fields(schema)}`];
  const type = method === 'POST' ? ['Content-Type: application/json'] : [];
  return [
    ...type,
    ...section('path', path),
    ...section('query', query),
    ...section('header', headers),
    ...section('body', body),
  ].join('<br/>');
}

function errors(endpoint: Endpoint): string {
  const byStatus = Map.groupBy(refusalsOf(endpoint), (refusal) => refusalStatus[refusal]);
  return [...byStatus]
    .map(([status, codes]) => `${status} ${codes.map(code).join(', ')}`)
    .join('<br/>');
}

/** Formats an endpoint as a table with the rows that the project brief requires. */
export function table(endpoint: Endpoint): string {
  const { method, path, status, proof, usesToken, reply, mediaType } = endpoint;
  const limit = limitOf(endpoint);
  const rows = [
    ['Endpoint', code(`${method} ${path}`)],
    ['Request', request(endpoint) || '–'],
    [
      'Response',
      `${status} ${status === 201 ? 'Created' : 'OK'}<br/>body: ${mediaType ?? fields(reply)}`,
    ],
    ['Error', errors(endpoint)],
    [
      'Authorization',
      usesToken
        ? `${authorization[proof]}, and the queue token if there is one`
        : authorization[proof],
    ],
    ...(limit === null ? [] : [['Limit', limit]]),
  ];
  return [
    '|  |  |',
    '| --- | --- |',
    ...rows.map(([name = '', text = '']) => `| ${name} | ${inCell(text)} |`),
  ].join('\n');
}

/** Formats a recorded request and its response as HTTP text. */
export function exchange({ method }: Endpoint, { when, request, response }: Example): string {
  const headers = Object.entries(request.headers ?? {}).map(([name, value]) => `${name}: ${value}`);
  const type =
    request.body === undefined
      ? []
      : ['Content-Type: application/json', '', JSON.stringify(request.body)];
  const { body } = response;
  const answer =
    typeof body === 'string' ? fence('text', body) : fence('json', JSON.stringify(body));
  const asked = [`${method} ${request.path}`, ...headers, ...type].join('\n');
  return `${when}\n\n${fence('http', asked)}\n\n${String(response.status)}\n\n${answer}`;
}

export function refusals(recorded: Example[]): string {
  const rows = recorded
    .filter((example) => !isSuccess(example))
    .map(({ when, response }) => {
      const { status, code: name, ...rest } = response.body as Record<string, unknown>;
      const details = Object.fromEntries(
        Object.entries(rest).filter(([key]) => !['title', 'detail', 'requestId'].includes(key)),
      );
      const said = Object.keys(details).length === 0 ? '' : code(JSON.stringify(details));
      return `| ${String(status)} ${code(String(name))} | ${inCell(when)} | ${inCell(said)} |`;
    });
  return ['| refused with | when | details |', '| --- | --- | --- |', ...rows].join('\n');
}

const elsewhere: Partial<Record<RefusalCode, string>> = {
  METHOD_NOT_ALLOWED:
    'any path, for a method that it does not support; `Allow` lists the supported ones',
  TOO_MANY_REQUESTS: '`Retry-After`',
  TRY_AGAIN: '`Retry-After`',
  CROSS_SITE: 'only tRPC and pages, which read cookies',
  EXTEND_LIMIT: 'tRPC only',
  NOT_AN_IMAGE: 'only the upload of a poster',
  TOO_LATE_TO_CANCEL: 'tRPC only',
  MAIL_OFF: 'tRPC only',
  LINK_EXPIRED: 'tRPC only',
  LAST_OWNER: 'tRPC only',
  NOT_IMPLEMENTED: '`Transfer-Encoding` other than `chunked`',
  INTERNAL: 'a bug of the server; no request of a client should cause it',
};

export function codes(): string {
  const rows = refusalCodes.map((refusal) => {
    const details =
      refusal in refusalDetails ? refusalDetails[refusal as keyof typeof refusalDetails] : {};
    const said = Object.keys(details).map(code).join(', ');
    return `| ${String(refusalStatus[refusal])} | ${code(refusal)} | ${titleOf(refusal)} | ${said || (elsewhere[refusal] ?? '')} |`;
  });
  return ['| status | code | meaning | details |', '| --- | --- | --- | --- |', ...rows].join('\n');
}
