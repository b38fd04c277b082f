import { cn } from '#components/ui/cn.ts';
import type { Concert } from './concert.ts';

interface PosterProps {
  concert: Pick<Concert, 'poster' | 'artwork'>;
  /** CSS widths of the image, by which the browser chooses a file. */
  sizes: string;
  /** True for a picture in the first viewport. */
  isFirst?: boolean;
  className?: string;
}

/** Shows the uploaded poster, or the generated artwork. Decorative: the title is beside it. */
export function Poster({ concert: { poster, artwork }, sizes, isFirst, className }: PosterProps) {
  const widest = poster?.sizes.at(-1);
  const loading =
    isFirst === true ? ({ fetchPriority: 'high' } as const) : ({ loading: 'lazy' } as const);
  const look = cn('bg-raised object-cover', className);
  if (poster === null || widest === undefined)
    return <img src={artwork} alt="" width={600} height={800} className={look} {...loading} />;
  return (
    <img
      src={widest.url}
      srcSet={poster.sizes.map(({ url, width }) => `${url} ${String(width)}w`).join(', ')}
      sizes={sizes}
      alt=""
      width={widest.width}
      height={widest.height}
      className={look}
      {...loading}
    />
  );
}
