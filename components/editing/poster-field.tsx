'use client';

import { useTranslations } from 'next-intl';
import { useId, useState } from 'react';
import { posterBytesMax, posterPixelsMax } from '#server/poster/poster.schema.ts';
import { refusalOf, useRefusalText } from '../errors.ts';
import { Button, buttonClass } from '../ui/button.tsx';
import { cn } from '../ui/cn.ts';
import type { ConcertForm } from './use-concert-form.ts';
import { useChange } from '../admin/use-change.tsx';
import { type Poster, uploadPoster } from './upload-poster.ts';

const megabytesMax = posterBytesMax / 1_000_000;
const megapixelsMax = posterPixelsMax / 1_000_000;

/** Uploads the poster at once; the concert gets it with the other changes. */
export function PosterField({ form, known }: { form: ConcertForm; known: Poster | null }) {
  const t = useTranslations('editing.poster');
  const id = useId();
  const [uploads, setUploads] = useState<Poster[]>([]);
  const [part, setPart] = useState(0);
  const [isLarge, setLarge] = useState(false);
  const upload = useChange(
    (file: File) => uploadPoster(file, setPart),
    (poster) => {
      setUploads((before) => [...before, poster]);
      form.set('posterId', String(poster.posterId));
    },
  );
  const problem = usePosterProblem(isLarge, upload.error);
  const choose = (file: File | undefined) => {
    if (file === undefined) return;
    upload.reset();
    setPart(0);
    setLarge(file.size > posterBytesMax);
    if (file.size <= posterBytesMax) upload.run(file);
  };
  const shown = [...uploads, ...(known === null ? [] : [known])].find(
    ({ posterId }) => String(posterId) === form.values.posterId,
  );
  return (
    <div className="flex flex-wrap items-start gap-4">
      <PosterPreview poster={shown} />
      <div className="flex min-w-0 flex-1 basis-56 flex-col items-start gap-2">
        <p className="text-sm font-semibold" id={`${id}-label`}>
          {t('label')}
        </p>
        <label
          className={buttonClass(
            'secondary',
            'has-focus-visible:outline-3 has-focus-visible:outline-accent',
          )}
        >
          {upload.isPending ? t('uploading', { percent: Math.floor(part * 100) }) : t('choose')}
          <input
            type="file"
            name="posterId"
            accept="image/jpeg,image/png,image/webp,image/avif"
            aria-describedby={`${id}-about`}
            className="sr-only"
            onChange={({ target }) => {
              choose(target.files?.[0]);
              target.value = '';
            }}
          />
        </label>
        {upload.isPending && (
          <progress aria-label={t('progress')} max={1} value={part} className="w-full" />
        )}
        {form.values.posterId !== '' && (
          <Button variant="ghost" onClick={() => form.set('posterId', '')}>
            {t('remove')}
          </Button>
        )}
        <p
          id={`${id}-about`}
          role={problem === null ? undefined : 'alert'}
          className={cn('text-sm', problem === null ? 'text-muted' : 'text-danger')}
        >
          {problem ?? t('hint', { megabytes: megabytesMax, megapixels: megapixelsMax })}
        </p>
      </div>
      {upload.proof}
    </div>
  );
}

function usePosterProblem(isLarge: boolean, error: unknown): string | null {
  const t = useTranslations('editing.poster');
  const refusalText = useRefusalText();
  const tooLarge = t('tooLarge', { megabytes: megabytesMax, megapixels: megapixelsMax });
  if (isLarge) return tooLarge;
  if (error === null) return null;
  return refusalOf(error).code === 'TOO_LARGE' ? tooLarge : refusalText(error);
}

function PosterPreview({ poster }: { poster: Poster | undefined }) {
  const t = useTranslations('editing.poster');
  const size = poster?.sizes[0];
  if (size === undefined)
    return (
      <p className="flex aspect-3/4 w-32 items-center justify-center rounded-xl border border-dashed border-edge p-2 text-center text-sm text-muted">
        {t('none')}
      </p>
    );
  return (
    // The server has stored the image in its sizes, so that Next's optimizer has nothing to do.
    <img
      src={size.url}
      width={size.width}
      height={size.height}
      alt={t('alt')}
      className="h-auto w-32 rounded-xl border border-line"
    />
  );
}
