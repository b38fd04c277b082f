import { sections } from '#server/rest/endpoints.ts';
import type { Endpoint } from '#server/rest/endpoint.ts';
import { type Example, type Examples, isSuccess } from '#server/rest/examples.ts';
import { introduction } from '#server/rest/introduction.ts';
import { codes, exchange, refusals, table } from './tables.ts';

const deviations = `The brief's tables leave some points open or contradict themselves. The API decides them as follows:

- \`{userId}\` is the UUID that the brief's text requires; its tables say Integer.
- Each date of the availability has its \`concertOptionId\`, since a concert has several dates.
- The balance needs a sign-in but no queue token: users charge before the sale. The brief's table says "Authorization x".
- A taken seat is 409, an unknown one 404, a malformed one 400. The brief's table has 404 only.
- After a hold expires, other users _can_ reserve the seat; the brief's sentence says the opposite by mistake.
- Sign-up and sign-in (\`/auth/…\`), the list of concerts, the poll, the dates and the list of payments are additions.`;

function endpointText(endpoint: Endpoint, recorded: Example[]): string {
  const shown = recorded.filter(isSuccess).map((example) => exchange(endpoint, example));
  return [
    `### ${endpoint.title}`,
    endpoint.description,
    table(endpoint),
    '<details>\n<summary>Examples</summary>',
    ...shown,
    refusals(recorded),
    '</details>',
  ].join('\n\n');
}

/** Formats docs/api.md: the REST API's tables and recorded examples. */
export function apiText(examples: Examples): string {
  const parts = sections.flatMap(({ name, description, endpoints }) => [
    `## ${name}`,
    description,
    ...endpoints.map((endpoint) => endpointText(endpoint, examples[endpoint.id] ?? [])),
  ]);
  return [
    '# The REST API',
    '_Written by `npm run api`, which records the examples from a running instance; `npm run check` fails where this page and the system differ. The same as OpenAPI 3.1: `/api/openapi.json`; to try it out: `/docs`._',
    introduction,
    '## Differences from the brief',
    deviations,
    ...parts,
    '## Every error code',
    codes(),
    '',
  ].join('\n\n');
}
