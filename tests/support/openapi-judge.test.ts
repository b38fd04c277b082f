import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { signUpInput } from '#server/account/account.schema.ts';
import { toProblem } from '#server/errors/problem.ts';
import { Refusal } from '#server/errors/refusal.ts';
import { openApiDocument } from '#server/rest/document.ts';
import { refusalDue, requestsTo, type RestRequest } from './rest-requests.ts';
import { fuzzSeed } from './fuzz-runs.ts';
import { bodyBytesMax, fault, operationsOf, parsedBody, schemaJudge } from './openapi-judge.ts';
import type { Answer } from './wire.ts';

// Negative controls of the fuzz tests, with stand-ins for the sign-up endpoint. All stand-ins
// except one have a bug.
const document = openApiDocument();
const judge = schemaJudge(document.components);
const [signUp] = operationsOf(document).filter(({ operationId }) => operationId === 'signUp');
const known = {
  email: fc.uuid().map((name) => `${name}@jari.example`),
  name: fc.constant('A person'),
};

type StandIn = (request: RestRequest) => Answer;
const json = (status: number, body: unknown, type = 'json'): Answer => ({
  status,
  contentType: `application/${type}; charset=utf-8`,
  text: JSON.stringify(body),
});
const problemOf = (refusal: Refusal) => ({ ...toProblem(refusal), requestId: 'a-request' });
const refused = (refusal: Refusal) =>
  json(toProblem(refusal).status, problemOf(refusal), 'problem+json');
const badInput = refused(new Refusal('BAD_INPUT', { issues: [] }));

const sound: StandIn = ({ mediaType, body, query }) => {
  if (mediaType !== 'application/json') return refused(new Refusal('NOT_JSON', {}));
  if (Buffer.byteLength(body ?? '') > bodyBytesMax) return refused(new Refusal('TOO_LARGE', {}));
  const parsed = parsedBody(body ?? '');
  const fits = query.length === 0 && signUpInput.safeParse(parsed?.value).success;
  return fits ? json(201, { userId: randomUUID() }) : badInput;
};

const holes: Record<string, StandIn> = {
  'an extra field is accepted': (request) => {
    const parsed = parsedBody(request.body ?? '');
    const loose =
      request.mediaType === 'application/json' &&
      signUpInput.strip().safeParse(parsed?.value).success;
    return loose ? json(201, { userId: randomUUID() }) : sound(request);
  },
  'the database fails on NUL and on half a character': (request) =>
    /\\u0000|\\ud[89a-f]/i.test(String(request.body)) ? json(500, { status: 500 }) : sound(request),
  'a form is accepted': (request) => sound({ ...request, mediaType: 'application/json' }),
  'a body that is too large is only BAD_INPUT': (request) => {
    const answer = sound(request);
    return answer.status === 413 ? badInput : answer;
  },
  'an undocumented status': (request) => {
    const answer = sound(request);
    return answer.status === 201 ? json(200, { userId: randomUUID() }) : answer;
  },
  'more than the document says': (request) => {
    const answer = sound(request);
    return answer.status === 201 ? json(201, { userId: randomUUID(), passwordHash: 'x' }) : answer;
  },
  'a stack': (request) => {
    const answer = sound(request);
    const problem = {
      ...problemOf(new Refusal('BAD_INPUT', { issues: [] })),
      detail: 'at signUp (server/account/account.ts:3:1)',
    };
    return answer.status === 400 ? json(400, problem, 'problem+json') : answer;
  },
  'a query is ignored': (request) => sound({ ...request, query: [] }),
};

/** Returns the first request that a stand-in answers wrongly, or null. */
function firstFault(standIn: StandIn): string | null {
  if (signUp === undefined) throw new Error('the document has no sign-up');
  const right = (request: RestRequest) =>
    fault(signUp, refusalDue(signUp, request, false, judge), standIn(request), judge) === null;
  const { failed, counterexample } = fc.check(fc.property(requestsTo(signUp, known), right), {
    numRuns: 600,
    seed: fuzzSeed,
  });
  return failed ? JSON.stringify(counterexample) : null;
}

test('a sound sign-up passes', () => {
  expect(firstFault(sound)).toBeNull();
});

test.each(Object.keys(holes))('the fuzz test finds the fault: %s', (hole) => {
  expect(firstFault(holes[hole] ?? sound)).not.toBeNull();
});
