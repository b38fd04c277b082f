import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import type { Board } from './stats.schema.ts';
import { listenToBoard } from './stats-source.ts';
import { askInMs, hear, type News, noNews } from './live-place.ts';
import { visitSeen } from './use-poll-place.ts';

/** Listens to the board while one waits, and has the place asked for when a board is a reason to. */
export function useNews(concertId: number, waits: boolean, ask: () => unknown): News {
  const queries = useQueryClient();
  const [news, setNews] = useState(noNews);
  useEffect(() => {
    if (!waits) return;
    let before: Board | null = null;
    let asking: ReturnType<typeof setTimeout> | undefined;
    let asksAt = Infinity;
    const askIn = (ms: number) => {
      if (performance.now() + ms >= asksAt) return;
      clearTimeout(asking);
      asksAt = performance.now() + ms;
      asking = setTimeout(() => {
        asksAt = Infinity;
        ask();
      }, ms);
    };
    const stop = listenToBoard(concertId, {
      heard: (board) => {
        const seen = visitSeen(queries, concertId);
        if (!seen?.place) return;
        setNews((news) => hear(news, seen.answers, board));
        const ms = askInMs(seen.place, before, board, Math.random());
        if (ms !== null) askIn(ms);
        before = board;
      },
      lost: () => setNews((news) => ({ ...news, alive: false })),
    });
    return () => {
      clearTimeout(asking);
      stop();
    };
  }, [waits, concertId, ask, queries]);
  return news;
}
