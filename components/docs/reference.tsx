'use client';

import { useTranslations } from 'next-intl';
import { useEffect, useRef, useState } from 'react';
import { Notice } from '../ui/notice.tsx';
import { keepAsPart } from './as-part.ts';
import './reference.css';
import { useDarkMode } from './use-dark-mode.ts';

/** The REST API's reference, where requests can be tried out. It is bundled with the page: nothing comes from elsewhere. */
export function Reference() {
  const t = useTranslations('docs');
  const place = useRef<HTMLDivElement>(null);
  const [failed, setFailed] = useState(false);
  useDarkMode();
  useEffect(() => {
    // A node of its own for each time it is mounted: what it renders there is its own affair, also in its end.
    const domNode = document.createElement('div');
    place.current?.append(domNode);
    const stop = keepAsPart(domNode);
    import('swagger-ui-dist/swagger-ui-es-bundle.js').then(
      ({ default: mount }) =>
        mount({
          domNode,
          url: '/api/openapi.json',
          validatorUrl: null, // it would ask a server elsewhere
          deepLinking: true,
          persistAuthorization: false, // tokens are not for this browser's storage
          docExpansion: 'list',
          defaultModelsExpandDepth: 0,
          displayRequestDuration: true,
        }),
      () => setFailed(true),
    );
    return () => {
      stop();
      domNode.remove();
    };
  }, []);
  return (
    <>
      {failed && <Notice tone="danger">{t('failed')}</Notice>}
      <div ref={place} lang="en" className="reference" />
    </>
  );
}
