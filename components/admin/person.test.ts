import { createElement } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import { expect, test } from 'vitest';
import { Person } from './person.tsx';

test('a name and an address are isolated, so that neither changes the direction of the text around it', () => {
  const html = renderToStaticMarkup(
    createElement(Person, {
      userId: '5f0c9d2e-8a41-4b7a-9c39-0d6d2f3b1a77',
      name: 'مريم 7',
      email: 'm@jari.example',
    }),
  );
  expect(html).toMatch(/<bdi[^>]*>مريم 7<\/bdi>/);
  expect(html).toMatch(/<bdi[^>]*>m@jari.example<\/bdi>/);
});
