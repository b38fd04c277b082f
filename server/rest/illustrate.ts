import type { createDocument } from 'zod-openapi';
import { type RefusalCode, refusalStatus } from '../errors/errors.schema.ts';
import { toProblem } from '../errors/problem.ts';
import { Refusal } from '../errors/refusal.ts';
import type { Endpoint } from './endpoint.ts';
import { endpoints } from './endpoints.ts';
import { type Example, exampleRequestId, type Examples, isSuccess } from './examples.ts';

type Document = ReturnType<typeof createDocument>;
type Named = Record<string, { summary: string; value: unknown }>;
interface Media {
  examples?: Named;
}

const shown = (of: Example[], value: (example: Example) => unknown): Named =>
  Object.fromEntries(
    of.map((example) => [example.name, { summary: example.when, value: value(example) }]),
  );

/** Returns undefined if the recorded request lacks the path parameter or header. */
function givenIn(
  { request }: Example,
  { path }: Endpoint,
  parameter: { in: string; name: string },
): string | undefined {
  if (parameter.in === 'header') return request.headers?.[parameter.name];
  const at = path.split('/').indexOf(`{${parameter.name}}`);
  return at === -1 ? undefined : request.path.split('?')[0]?.split('/')[at];
}

const problemOf = (code: 'TOO_MANY_REQUESTS' | 'TRY_AGAIN') => ({
  ...toProblem(new Refusal(code, {})),
  requestId: exampleRequestId,
});
/** Example problems for refusals that a recording cannot provoke. */
const unprovoked: [RefusalCode, string, unknown][] = [
  ['TOO_MANY_REQUESTS', 'Too many calls within a minute.', problemOf('TOO_MANY_REQUESTS')],
  ['TRY_AGAIN', 'A store is unavailable or busy.', problemOf('TRY_AGAIN')],
];

function responseExamples(recorded: Example[], status: number): Named {
  const drawn = unprovoked.filter(([code]) => refusalStatus[code] === status);
  return {
    ...shown(
      recorded.filter(({ response }) => response.status === status),
      ({ response }) => response.body,
    ),
    ...Object.fromEntries(drawn.map(([code, summary, value]) => [code, { summary, value }])),
  };
}

function illustrateOperation(document: Document, endpoint: Endpoint, recorded: Example[]): void {
  const operation = document.paths?.[endpoint.path]?.[endpoint.method === 'GET' ? 'get' : 'post'];
  if (operation === undefined) return;
  const successes = recorded.filter(isSuccess);
  const [first] = successes;
  for (const parameter of operation.parameters ?? []) {
    // Adds no example to an optional parameter, because API consoles would send the example by
    // default.
    if ('$ref' in parameter || parameter.required !== true || first === undefined) continue;
    const text = givenIn(first, endpoint, parameter);
    if (text !== undefined)
      parameter.examples = {
        recorded: { value: /^\d+$/.test(text) && parameter.in === 'path' ? Number(text) : text },
      };
  }
  const { requestBody } = operation;
  if (requestBody !== undefined && 'content' in requestBody)
    for (const media of Object.values(requestBody.content) as Media[])
      media.examples = shown(successes, ({ request }) => request.body);
  const responses = (operation.responses ?? {}) as Record<
    string,
    { content?: Record<string, Media> }
  >;
  for (const [status, { content = {} }] of Object.entries(responses))
    for (const media of Object.values(content))
      media.examples = responseExamples(recorded, Number(status));
}

/** Adds the recorded examples to `document` itself, not to a copy. */
export function illustrate(document: Document, examples: Examples): Document {
  for (const endpoint of endpoints)
    illustrateOperation(document, endpoint, examples[endpoint.id] ?? []);
  return document;
}
