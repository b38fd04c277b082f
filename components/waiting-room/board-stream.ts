import { tabLocks } from '../storage.ts';
import { type Board, boardSchema } from './board.schema.ts';

export interface BoardListener {
  heard: (board: Board) => void;
  /** Nothing will be told until a board is heard again. */
  lost: () => void;
}

/** A board comes with each change, and so every second where there is a crowd: a stream silent for so long may have died unnoticed. */
const silenceMs = 90_000;
/** Where the stream is refused outright the browser does not try again by itself. */
const reopenMs = 15_000;

function boardIn(data: string): Board | null {
  try {
    return boardSchema.safeParse(JSON.parse(data)).data ?? null;
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}

/** Listens until it is closed, over whatever happens to the connection. */
function openStream(url: string, { heard, lost }: BoardListener): () => void {
  let source: EventSource;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const reopenIn = (ms: number) => {
    clearTimeout(timer);
    timer = setTimeout(reopen, ms * (1 + 0.5 * Math.random()));
  };
  const open = () => {
    source = new EventSource(url);
    source.onmessage = ({ data }: MessageEvent<string>) => {
      const board = boardIn(data);
      if (board === null) return;
      reopenIn(silenceMs);
      heard(board);
    };
    source.onerror = () => {
      lost();
      if (source.readyState === EventSource.CLOSED) reopenIn(reopenMs);
    };
    reopenIn(silenceMs);
  };
  const reopen = () => {
    source.close();
    lost();
    open();
  };
  open();
  return () => {
    clearTimeout(timer);
    source.close();
    lost();
  };
}

/** Does it in one tab at a time, where the browser can see to that: a browser has few connections to a site, and a poll needs one. */
function inOneTab(name: string, start: () => () => void): () => void {
  const closing = new AbortController();
  const { signal } = closing;
  const whileOpen = () =>
    new Promise<void>((resolve) => {
      const stop = start();
      signal.addEventListener('abort', () => {
        stop();
        resolve();
      });
    });
  const locks = tabLocks(); // only where the site is secure
  if (locks === null) void whileOpen();
  else
    locks.request(name, { signal }, whileOpen).catch((error: unknown) => {
      if (signal.aborted) return;
      if (!(error instanceof DOMException)) throw error;
      void whileOpen(); // locks are shown, and refused: storage is blocked
    });
  return () => closing.abort();
}

/** Tells each board of a concert's line, until the returned function is called; silent where the browser knows no such streams. */
export function listenToBoard(concertId: number, listener: BoardListener): () => void {
  if (typeof EventSource === 'undefined') return () => undefined;
  const start = () => inOneTab(`jari-board-${concertId}`, () => openStream(`/api/queue/${concertId}/board`, listener));
  let stop = start();
  const closing = new AbortController();
  // A page that is put away is kept whole only without open connections, and may come back.
  window.addEventListener('pagehide', () => stop(), { signal: closing.signal });
  window.addEventListener('pageshow', ({ persisted }) => persisted && (stop = start()), { signal: closing.signal });
  return () => {
    closing.abort();
    stop();
  };
}
