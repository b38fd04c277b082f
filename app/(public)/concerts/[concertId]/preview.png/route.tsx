import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { LRUCache } from 'lru-cache';
import { getLocale } from 'next-intl/server';
import { ImageResponse } from 'next/og';
import { formatsOf } from '#components/format.tsx';
import { textIn } from '#components/localized.ts';
import { concertOf, type ConcertParams } from '../../../../concert.ts';
import { viewer } from '../../../../server-api.ts';

const size = { width: 1_200, height: 630 };
const oneHourSeconds = 3_600;
// Of all syllables, this file has the 2,350 usual ones. The image needs no other format than woff.
const fontFile = 'node_modules/pretendard/dist/web/static/woff-subset/Pretendard-Bold.subset.woff';
const picturesMax = 50;

interface Words {
  concertId: number;
  title: string;
  lines: string[];
}

// The first drawing takes 0.3 s of a core, so crawlers must not repeat it.
const pictures = new LRUCache<string, ArrayBuffer, Words>({
  max: picturesMax,
  fetchMethod: (_, __, { context }) => draw(context),
});

async function draw({ concertId, title, lines }: Words): Promise<ArrayBuffer> {
  const hue = Math.round((225 + concertId * 137.5) % 360);
  const picture = (
    <div
      style={{
        display: 'flex',
        flexDirection: 'column',
        justifyContent: 'flex-end',
        width: '100%',
        height: '100%',
        padding: 72,
        color: 'white',
        backgroundImage: `linear-gradient(160deg, hsl(${String(hue)}, 45%, 15%), hsl(${String((hue + 50) % 360)}, 50%, 30%))`,
      }}
    >
      <div
        style={{
          position: 'absolute',
          top: 72,
          right: 110,
          width: 220,
          height: 220,
          borderRadius: 110,
          background: `hsl(${String((hue + 180) % 360)}, 62%, 86%)`,
        }}
      />
      <div style={{ fontSize: title.length > 20 ? 64 : 96, lineHeight: 1.2 }}>{title}</div>
      {lines.map((line) => (
        <div key={line} style={{ fontSize: 36, marginTop: 16 }}>
          {line}
        </div>
      ))}
    </div>
  );
  const data = await readFile(path.join(process.cwd(), fontFile));
  return new ImageResponse(picture, {
    ...size,
    fonts: [{ name: 'Pretendard', data, weight: 700 }],
  }).arrayBuffer();
}

/**
 * Draws the picture that messengers show with a link to a concert without a poster. Omits the sale
 * state, because messengers keep pictures for days. Only a guest's picture may enter shared caches,
 * because staff also see drafts.
 */
export async function GET(_: Request, { params }: ConcertParams): Promise<Response> {
  const [concert, locale, user] = await Promise.all([concertOf(params), getLocale(), viewer()]);
  const { concertId, texts, firstDate, lastDate } = concert;
  // The picture's font has neither kana nor Chinese characters.
  const drawn = locale === 'ko' ? 'ko' : 'en';
  const { days } = formatsOf(drawn, Date.now());
  const title = textIn(drawn, texts.title);
  const lines = [
    ...(firstDate === null || lastDate === null ? [] : [days(firstDate, lastDate)]),
    textIn(drawn, texts.venue),
  ];
  const words = { concertId, title, lines };
  const picture = await pictures.fetch(JSON.stringify(words), { context: words });
  return new Response(picture ?? null, {
    headers: {
      'content-type': 'image/png',
      'cache-control': `${user === null ? 'public' : 'private'}, max-age=${String(oneHourSeconds)}`,
    },
  });
}
