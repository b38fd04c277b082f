import { type ClientRequest, type IncomingMessage, request } from 'node:http';

/** An open stream of server-sent events. */
export interface Stream {
  status: number;
  headers: IncomingMessage['headers'];
  /** Returns all text that the server has sent. */
  text(): string;
  /** Returns the data of each event that the server has sent. */
  data(): string[];
  /**
   * Resolves to true if the server ends the stream, and to false if the server destroys the stream.
   */
  ended: Promise<boolean>;
  /** Stops reading but keeps the connection open. */
  pause(): void;
  close(): void;
}

/** Opens a stream on a separate connection. */
export async function watch(url: string, headers: Record<string, string> = {}): Promise<Stream> {
  const asking = request(url, {
    agent: false,
    headers: { accept: 'text/event-stream', ...headers },
  }).end();
  const res = await answered(asking);
  let text = '';
  res.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
  const ended = Promise.withResolvers<boolean>();
  res.once('end', () => ended.resolve(true));
  res.once('error', () => ended.resolve(false));
  res.once('close', () => ended.resolve(false));
  return {
    status: res.statusCode ?? 0,
    headers: res.headers,
    text: () => text,
    data: () => [...text.matchAll(/^data: (.*)\n\n/gm)].map(([, data = '']) => data),
    ended: ended.promise,
    pause: () => void res.pause(),
    close: () => asking.destroy(),
  };
}

function answered(asking: ClientRequest): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    asking.once('response', resolve);
    asking.once('error', reject);
  });
}
