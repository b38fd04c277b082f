import { isUtf8 } from 'node:buffer';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import type { JsonSchema } from './arbitraries.ts';
import type { Answer } from './wire.ts';

// What a document promises, judged by a JSON Schema validator that is not the one that the server uses.

export const bodyBytesMax = 64 * 1024;

export interface Operation {
  operationId: string;
  method: string;
  path: string;
  /** The ways to say who one is, any of them. */
  security: Record<string, unknown>[];
  parameters: {
    in: 'path' | 'query' | 'header';
    name: string;
    required?: boolean;
    schema: JsonSchema;
  }[];
  body: JsonSchema | null;
  responses: Record<string, { content?: Record<string, { schema: JsonSchema }> }>;
}

interface Described {
  operationId: string;
  security: Operation['security'];
  parameters?: Operation['parameters'];
  requestBody?: { content: { 'application/json': { schema: JsonSchema } } };
  responses: Operation['responses'];
}

export function operationsOf({ paths = {} }: { paths?: object | undefined }): Operation[] {
  return Object.entries(paths as Record<string, Record<string, unknown>>).flatMap(
    ([path, methods]) =>
      Object.entries(methods).map(([method, described]) => {
        const {
          operationId,
          security,
          parameters = [],
          requestBody,
          responses,
        } = described as Described;
        const body = requestBody?.content['application/json'].schema ?? null;
        return {
          operationId,
          method: method.toUpperCase(),
          path,
          security,
          parameters,
          body,
          responses,
        };
      }),
  );
}

export type Judge = (schema: JsonSchema) => ValidateFunction;

/** Compiles schemas of one document, each once. */
export function schemaJudge(components: unknown = {}): Judge {
  const ajv = new Ajv2020({ strict: false });
  addFormats(ajv);
  const compiled = new Map<JsonSchema, ValidateFunction>();
  return (schema) => {
    const known = compiled.get(schema);
    if (known !== undefined) return known;
    // References are to the document's root: the schema takes its components along.
    const made = ajv.compile({ ...schema, components });
    compiled.set(schema, made);
    return made;
  };
}

/** JSON as the server should read it: UTF-8, no name twice. Undefined where it is not. */
export function parsedBody(body: string | Buffer): { value: unknown } | undefined {
  const bytes = Buffer.from(body);
  if (!isUtf8(bytes)) return undefined;
  try {
    const text = bytes.toString('utf8');
    return repeatsNames(text) ? undefined : { value: JSON.parse(text) as unknown };
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** Whether the outermost object has a name twice: then parsing and writing it again loses a field. */
function repeatsNames(text: string): boolean {
  return /^\{("[^"]*":)1,\1/.test(text);
}

/** What a parameter's text says, for its schema: digits stand for a number where one is asked for. */
export function parameterValue({ type }: JsonSchema, text: string): unknown {
  return type === 'integer' && /^-?\d+$/.test(text) ? Number(text) : text;
}

export const traces =
  /node_modules|"stack"|\.(ts|js|sql|lua):\d|\bat [\w.<>]+ \(|prisma|postgres|SELECT |redis/i;

/** The status, and mostly the code, that a request must be refused with before anything but its input is looked at. */
export type Due = [status: number, code?: string];

/** What is wrong with an answer: not what was due, if something was, or not what the document says. Null: nothing. */
export function fault(
  operation: Operation,
  due: Due | null,
  answer: Answer,
  judge: Judge,
): string | null {
  const { status, text } = answer;
  const { code } = bodyOf(answer) as { code?: string };
  const [dueStatus, dueCode = code] = due ?? [status, code];
  if (status === dueStatus && code === dueCode) return breach(operation, answer, judge);
  return `${operation.operationId} answered ${String(status)} ${text.slice(0, 300)} instead of ${String(dueStatus)} ${dueCode ?? ''}`;
}

/** The body of an answer: a value where it is JSON, else the text itself. */
const bodyOf = ({ contentType, text }: Pick<Answer, 'contentType' | 'text'>): unknown =>
  contentType.split(';')[0]?.endsWith('json') === true ? JSON.parse(text) : text;

/** What is wrong with an answer: not promised for its operation, or telling more than it should. Null: nothing. */
function breach(
  { operationId, responses }: Pick<Operation, 'operationId' | 'responses'>,
  { status, contentType, text }: Answer,
  judge: Judge,
): string | null {
  const said = `${operationId} answered ${String(status)} ${contentType} ${text.slice(0, 300)}`;
  if (status >= 500) return `${said}: a failure`;
  if (traces.test(text)) return `${said}: tells of its insides`;
  const [[mediaType, content] = ['', undefined]] = Object.entries(
    responses[String(status)]?.content ?? {},
  );
  if (content === undefined) return `${said}: not in the document`;
  if (contentType !== (mediaType.endsWith('json') ? `${mediaType}; charset=utf-8` : mediaType))
    return `${said}: the document says ${mediaType}`;
  const validate = judge(content.schema);
  return validate(bodyOf({ contentType, text }))
    ? null
    : `${said}: ${JSON.stringify(validate.errors)}`;
}
