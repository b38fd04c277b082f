import { type Language, languageTags } from '../config/languages.schema.ts';
import { type MailText, mailTexts } from './texts.ts';

export interface MailBody {
  subject: string;
  text: string;
  html: string;
}

const signs: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
const escapeHtml = (text: string): string => text.replace(/[&<>"]/g, (sign) => signs[sign] ?? sign);

// Mail readers ignore style sheets, so each element has its own style.
const page = 'margin:0;padding:24px;background:#f4f4f5;color:#18181b';
const card =
  'max-width:520px;margin:0 auto;padding:32px;background:#ffffff;border-radius:16px;' +
  "font:16px/1.6 Pretendard,-apple-system,'Apple SD Gothic Neo','Malgun Gothic',sans-serif";
const heading = 'margin:0 0 16px;font-size:22px;line-height:1.35';
const button =
  'display:inline-block;padding:14px 24px;background:#18181b;color:#ffffff;border-radius:12px;' +
  'font-weight:600;text-decoration:none';
const small = 'margin:24px 0 0;font-size:13px;color:#52525b;word-break:break-all';

const digits = 'margin:0 0 16px;font-size:32px;font-weight:700;letter-spacing:8px';

/**
 * Makes subject, text and HTML of a mail from one source. `link` is the address of its button, and
 * `code` the digits of a mail with a code.
 */
export function bodyOf(
  words: MailText,
  language: Language,
  link: string | null,
  code: string | null = null,
): MailBody {
  const { foot, link: aside } = mailTexts[language];
  const { subject, paragraphs, button: label } = words;
  const action = label === undefined || link === null ? null : { label, link, aside };
  const text = [
    subject,
    ...paragraphs,
    ...(code === null ? [] : [code]),
    ...(action === null ? [] : [`${action.label}:\n${action.link}`]),
    `-- \n${foot}`,
  ].join('\n\n');
  const html = [
    `<!doctype html><html lang="${languageTags[language]}"><head><meta charset="utf-8">`,
    '<meta name="viewport" content="width=device-width">',
    `<title>${escapeHtml(subject)}</title></head><body style="${page}"><div role="main" style="${card}">`,
    `<h1 style="${heading}">${escapeHtml(subject)}</h1>`,
    ...paragraphs.map((one) => `<p style="margin:0 0 16px">${escapeHtml(one)}</p>`),
    ...(code === null ? [] : [`<p style="${digits}">${code}</p>`]),
    ...(action === null ? [] : linkHtml(action)),
    `<p style="${small}">${escapeHtml(foot)}</p></div></body></html>`,
  ].join('\n');
  return { subject, text, html };
}

function linkHtml({ label, link, aside }: { label: string; link: string; aside: string }) {
  const address = escapeHtml(link);
  return [
    `<p style="margin:24px 0 0"><a href="${address}" style="${button}">${escapeHtml(label)}</a></p>`,
    `<p style="${small}">${escapeHtml(aside)}<br>${address}</p>`,
  ];
}
