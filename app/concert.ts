import { notFound } from 'next/navigation';
import { cache } from 'react';
import { refusalOf } from '#components/errors.ts';
import { idInPath } from '#components/turn/id-in-path.ts';
import { serverApi } from './server-api.ts';

export interface ConcertParams {
  params: Promise<{ concertId: string }>;
}

const load = cache(async (concertId: string) => {
  const known = idInPath(concertId);
  const { api } = await serverApi();
  try {
    return await api.catalog.concert({ concertId: known });
  } catch (error) {
    if (refusalOf(error).code === 'NOT_FOUND') notFound();
    throw error;
  }
});

/** Renders the not-found page for an invalid or unknown concert id. */
export async function concertOf(params: ConcertParams['params']) {
  return load((await params).concertId);
}
