export interface Cookie {
  name: string;
  value: string;
  url: string;
}

/** A demonstration user, whose cookies Lighthouse needs for the measured pages. */
export class Visitor {
  readonly #url: string;
  readonly #account: { email: string; password: string };
  readonly #cookies = new Map<string, string>();

  constructor(url: string, { email, password }: { email: string; password: string }) {
    this.#url = url;
    this.#account = { email, password };
  }

  get cookies(): Cookie[] {
    return Array.from(this.#cookies, ([name, value]) => ({ name, value, url: this.#url }));
  }

  async signIn(): Promise<void> {
    if (this.#cookies.size > 0) return;
    const { csrfToken } = (await (await this.#fetch('/api/auth/csrf')).json()) as {
      csrfToken: string;
    };
    const body = new URLSearchParams({ ...this.#account, csrfToken, json: 'true' });
    const answer = await this.#fetch('/api/auth/callback/credentials', { method: 'POST', body });
    if (!answer.ok) throw new Error(`${this.#account.email} could not sign in: ${answer.status}`);
  }

  /** Joins a concert's queue and polls once, because only a poll claims the turn. */
  async join(concertId: number): Promise<{ state: string }> {
    await this.mutate('queue.join', { concertId });
    return this.query('queue.status', { concertId });
  }

  query<T>(procedure: string, input: object): Promise<T> {
    return this.#call(`${procedure}?input=${encodeURIComponent(JSON.stringify(input))}`);
  }

  mutate<T>(procedure: string, input: object): Promise<T> {
    const headers = { 'content-type': 'application/json' };
    return this.#call(procedure, { method: 'POST', body: JSON.stringify(input), headers });
  }

  async #call<T>(path: string, options?: RequestInit): Promise<T> {
    const answer = await this.#fetch(`/api/trpc/${path}`, options);
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
    return ((await answer.json()) as { result: { data: T } }).result.data;
  }

  async #fetch(path: string, options: RequestInit = {}): Promise<Response> {
    const headers = new Headers(options.headers);
    headers.set(
      'cookie',
      Array.from(this.#cookies, ([name, value]) => `${name}=${value}`).join('; '),
    );
    const answer = await fetch(`${this.#url}${path}`, { ...options, headers, redirect: 'manual' });
    for (const line of answer.headers.getSetCookie()) {
      const [pair = ''] = line.split(';');
      const at = pair.indexOf('=');
      this.#cookies.set(pair.slice(0, at), pair.slice(at + 1));
    }
    return answer;
  }
}
