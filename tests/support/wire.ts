import { Agent, type OutgoingHttpHeaders, request } from 'node:http';
import { text } from 'node:stream/consumers';

/** A request exactly as sent over the socket. */
export interface Sent {
  method: string;
  /** Percent-encoded path and query. */
  path: string;
  headers: OutgoingHttpHeaders;
  body: string | Buffer | null;
}

export interface Answer {
  status: number;
  contentType: string;
  text: string;
}

const agent = new Agent({ keepAlive: true });

/** Sends a request without `fetch`, which normalizes path, headers and body. */
export async function transmit(
  url: string,
  { method, path, headers, body }: Sent,
): Promise<Answer> {
  const { hostname, port } = new URL(url);
  const answered = Promise.withResolvers<Answer>();
  const sending = request({ agent, hostname, port, method, path, headers }, (res) => {
    const { statusCode = 0, headers: answer } = res;
    const contentType = answer['content-type'] ?? '';
    if (contentType.startsWith('text/event-stream')) {
      res.destroy(); // a stream has no end
      answered.resolve({ status: statusCode, contentType, text: '' });
      return;
    }
    text(res).then(
      (body) =>
        answered.resolve({
          status: statusCode,
          contentType,
          text: body,
        }),
      answered.reject,
    );
  });
  sending.once('error', answered.reject);
  sending.end(body ?? undefined);
  return answered.promise;
}
