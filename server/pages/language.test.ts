import { expect, test } from 'vitest';
import { languages, pathIn, splitLanguage } from '../config/languages.schema.ts';
import { addressInOwnLanguage, languageOf } from './language.ts';

const visit = (url: string, headers: Record<string, string> = {}, method = 'GET') =>
  addressInOwnLanguage({
    method,
    url,
    headers: { accept: 'text/html,*/*', ...headers },
  });

test.each([
  ['/', 'ko', '/'],
  ['/concerts/1', 'ko', '/concerts/1'],
  ['/en', 'en', '/'],
  ['/en/', 'en', '/'],
  ['/en/concerts/1', 'en', '/concerts/1'],
  ['/ja', 'ja', '/'],
  ['/zh/concerts/1', 'zh', '/concerts/1'],
  ['/zh-CN/wallet', 'ko', '/zh-CN/wallet'],
  ['/ending', 'ko', '/ending'],
  ['/EN/wallet', 'ko', '/EN/wallet'],
  ['/ko/wallet', 'ko', '/ko/wallet'],
])('the address %s has the language %s and the path %s', (address, language, path) => {
  expect(splitLanguage(address)).toEqual({ language, path });
  expect(languageOf(`${address}?q=/en`)).toBe(language);
});

test('an address is split into the language and path that it was made of', () => {
  for (const language of languages)
    for (const path of ['/', '/wallet', '/concerts/1/queue'])
      expect(splitLanguage(pathIn(language, path))).toEqual({ language, path });
});

test.each([
  ['no choice', '/wallet', {}, null],
  ['Korean', '/wallet', { 'accept-language': 'ko-KR,en;q=0.5' }, null],
  ['English', '/wallet?a=1', { 'accept-language': 'en-US,ko;q=0.5' }, '/en/wallet?a=1'],
  ['English at home', '/?q=x', { 'accept-language': 'en' }, '/en?q=x'],
  ['Japanese', '/wallet', { 'accept-language': 'ja-JP,en;q=0.8' }, '/ja/wallet'],
  ['Chinese of China', '/', { 'accept-language': 'zh-CN,zh;q=0.9,en;q=0.8' }, '/zh'],
  ['Simplified Chinese', '/', { 'accept-language': 'zh-Hans-SG,en;q=0.8' }, '/zh'],
  ['Traditional Chinese', '/', { 'accept-language': 'zh-TW,zh-Hant;q=0.9,en;q=0.8' }, '/zh'],
  ['an unknown language', '/wallet', { 'accept-language': 'fr' }, null],
  ['no valid header', '/wallet', { 'accept-language': ';;;=' }, null],
  ['the cookie', '/wallet', { cookie: 'a=b; jari-locale=en' }, '/en/wallet'],
  ['the cookie first', '/', { cookie: 'jari-locale=ko', 'accept-language': 'en' }, null],
  [
    'a cookie without meaning',
    '/wallet',
    { cookie: 'jari-locale=fr', 'accept-language': 'en' },
    '/en/wallet',
  ],
  ['an address with a language', '/en/wallet', { cookie: 'jari-locale=ko' }, null],
  ['an address in Chinese', '/zh/wallet', { 'accept-language': 'ja' }, null],
  ['a link on this site', '/', { cookie: 'jari-locale=en', 'sec-fetch-site': 'same-origin' }, null],
  ['a link elsewhere', '/', { cookie: 'jari-locale=en', 'sec-fetch-site': 'cross-site' }, '/en'],
  ['a router’s request', '/wallet', { cookie: 'jari-locale=en', rsc: '1' }, null],
  ['a program', '/wallet', { cookie: 'jari-locale=en', accept: '*/*' }, null],
] as const)('with %s, %s %j leads to %s', (_, url, headers, address) => {
  expect(visit(url, headers)).toBe(address);
});

test('only a GET is redirected', () => {
  expect(visit('/wallet', { cookie: 'jari-locale=en' }, 'POST')).toBeNull();
});
