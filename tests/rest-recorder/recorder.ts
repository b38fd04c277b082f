import type { RefusalCode } from '#server/errors/errors.schema.ts';
import { read, type Reply } from '../support/http-client.ts';
import { endpoints } from '#server/rest/endpoints.ts';
import { type Example, type Examples, exampleRequestId } from '#server/rest/examples.ts';
import { StandIns } from './stand-ins.ts';

/** A request to an endpoint; `parameters` and `query` complete the endpoint's path. */
export interface RecordedRequest {
  parameters?: Record<string, string | number>;
  query?: Record<string, string | number>;
  headers?: Record<string, string>;
  body?: unknown;
}

const endpointOf = (id: string) => {
  const found = endpoints.find((endpoint) => endpoint.id === id);
  if (found === undefined) throw new Error(`unknown endpoint ${id}`);
  return found;
};
const filled = (path: string, values: Record<string, string | number>) =>
  path.replaceAll(/\{(\w+)\}/g, (_, name: string) => String(values[name]));
const queryText = (query: RecordedRequest['query']) =>
  query === undefined
    ? ''
    : `?${new URLSearchParams(Object.entries(query).map(([name, value]) => [name, String(value)])).toString()}`;

/**
 * Records requests to a real instance, with the responses, as examples. Throws an error for an
 * unexpected response.
 */
export class Recorder {
  readonly examples: Examples = {};
  readonly standIns = new StandIns();
  readonly #url: string;

  constructor(url: string) {
    this.#url = url;
  }

  /** Sends a request that is not an example. */
  async send(
    id: string,
    { parameters = {}, query, headers, body }: RecordedRequest,
  ): Promise<Reply> {
    const { method, path } = endpointOf(id);
    const sent = typeof body === 'string' ? body : JSON.stringify(body);
    const init = method === 'GET' ? {} : { method, body: sent };
    const type: Record<string, string> =
      method === 'GET' ? {} : { 'Content-Type': 'application/json' };
    return read(
      await fetch(`${this.#url}${filled(path, parameters)}${queryText(query)}`, {
        ...init,
        headers: { 'X-Request-Id': exampleRequestId, ...type, ...headers },
      }),
    );
  }

  /** Records a request that must succeed. */
  async succeeds<Body>(
    id: string,
    name: string,
    when: string,
    request: RecordedRequest,
  ): Promise<Body> {
    const reply = await this.send(id, request);
    if (reply.status !== endpointOf(id).status)
      throw new Error(`${id} (${name}) answers ${reply.status}: ${reply.text}`);
    this.#keep(id, { name, when, ...this.#pair(id, request, reply) });
    return reply.body as Body;
  }

  /**
   * Records a request that the instance must refuse with this code. The code is also the name of
   * the example.
   */
  async refuses(
    id: string,
    code: RefusalCode,
    when: string,
    request: RecordedRequest,
  ): Promise<void> {
    const reply = await this.send(id, request);
    if (reply.refusal?.code !== code)
      throw new Error(`${id} should refuse with ${code}, and answers ${reply.text}`);
    this.#keep(id, { name: code, when, ...this.#pair(id, request, reply) });
  }

  #pair(
    id: string,
    { parameters = {}, query, headers, body }: RecordedRequest,
    reply: Reply,
  ): Pick<Example, 'request' | 'response'> {
    const path = filled(
      endpointOf(id).path,
      this.standIns.inJson(parameters) as Record<string, string>,
    );
    const queried = queryText(query && (this.standIns.inJson(query) as Record<string, string>));
    // Examples omit a text body, which is malformed or far too long.
    const shown =
      body === undefined || typeof body === 'string' ? {} : { body: this.standIns.inJson(body) };
    return {
      request: {
        path: `${path}${queried}`,
        ...(headers &&
          Object.keys(headers).length > 0 && { headers: this.standIns.inHeaders(headers) }),
        ...shown,
      },
      response: { status: reply.status, body: this.standIns.inJson(reply.body ?? reply.text) },
    };
  }

  #keep(id: string, example: Example): void {
    (this.examples[id] ??= []).push(example);
  }
}
