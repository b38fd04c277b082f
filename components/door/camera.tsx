'use client';

import { Camera as CameraIcon } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useEffect, useRef, useState } from 'react';
import { Button } from '../ui/button.tsx';
import { Notice } from '../ui/notice.tsx';
import { createDecoder } from './decoder.ts';
import { wakeSound } from './sound.ts';
import { createSightings } from './sightings.ts';

const everyMs = 120;

/** Opens the camera at the back. Rejects if the browser or the user refuses. */
const openCamera = (): Promise<MediaStream> =>
  navigator.mediaDevices.getUserMedia({
    video: { facingMode: 'environment', width: { ideal: 1_280 }, height: { ideal: 720 } },
    audio: false,
  });

/** Reads codes from the video until `signal` aborts, and calls `onCode` once per sight of a code. */
async function readCodes(
  video: HTMLVideoElement,
  onCode: (text: string) => void,
  signal: AbortSignal,
): Promise<void> {
  const decoder = await createDecoder();
  const isNew = createSightings(() => performance.now());
  while (!signal.aborted) {
    // A browser's own decoder fails on single pictures, for example while the camera turns.
    const found = await decoder.detect(video).catch(() => []);
    for (const { rawValue } of found) if (rawValue !== '' && isNew(rawValue)) onCode(rawValue);
    await new Promise((resolve) => setTimeout(resolve, everyMs));
  }
}

/** Starts by a press the first time, because browsers then ask the user and allow sound. */
export function Camera({ onCode }: { onCode: (text: string) => void }) {
  const t = useTranslations('door');
  const video = useRef<HTMLVideoElement>(null);
  const report = useRef(onCode);
  const [state, setState] = useState<'OFF' | 'ON' | 'REFUSED'>('OFF');
  useEffect(() => {
    report.current = onCode;
  }, [onCode]);
  useEffect(() => {
    const { current } = video;
    if (state !== 'ON' || current === null) return;
    const closing = new AbortController();
    const { signal } = closing;
    const run = async () => {
      const stream = await openCamera();
      signal.addEventListener('abort', () => {
        for (const track of stream.getTracks()) track.stop();
      });
      if (signal.aborted) return;
      current.srcObject = stream;
      await current.play();
      await readCodes(current, (text) => report.current(text), signal);
    };
    run().catch(() => {
      if (!signal.aborted) setState('REFUSED');
    });
    return () => closing.abort();
  }, [state]);
  return (
    <section aria-label={t('camera')} className="flex flex-col gap-3">
      {/* The video has no sound and shows what the camera sees. */}
      <video
        ref={video}
        muted
        playsInline
        aria-label={t('cameraPicture')}
        className={
          state === 'ON' ? 'max-h-[45dvh] w-full rounded-2xl bg-black object-cover' : 'hidden'
        }
      />
      {state === 'REFUSED' && <Notice tone="warning">{t('cameraRefused')}</Notice>}
      {state !== 'ON' && (
        <Button
          className="min-h-14 text-lg"
          onClick={() => {
            wakeSound();
            setState('ON');
          }}
        >
          <CameraIcon aria-hidden className="size-6" />
          {t('startCamera')}
        </Button>
      )}
    </section>
  );
}
