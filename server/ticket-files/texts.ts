import type { Language } from '../config/languages.schema.ts';

interface TicketTexts {
  /** Title of the document. */
  title: (concert: string) => string;
  seat: (seat: number, grade: string) => string;
  qr: (seat: number) => string;
  shortCode: string;
  holder: string;
  number: string;
  venue: string;
  date: string;
  seatLabel: string;
  /** Sentence at the foot of each ticket. */
  foot: string;
}

/** Texts of the files of tickets. The type demands every language. */
export const ticketTexts: Record<Language, TicketTexts> = {
  ko: {
    title: (concert) => `${concert} 티켓`,
    seat: (seat, grade) => `${String(seat)}번 · ${grade}석`,
    qr: (seat) => `${String(seat)}번 좌석의 입장 QR 코드`,
    shortCode: '입장 코드',
    holder: '예매자',
    number: '티켓 번호',
    venue: '장소',
    date: '일시',
    seatLabel: '좌석',
    foot: '이 코드로 한 번만 입장할 수 있어요. 일시가 바뀌거나 티켓을 선물하면 새 코드를 받아 주세요.',
  },
  en: {
    title: (concert) => `Tickets: ${concert}`,
    seat: (seat, grade) => `Seat ${String(seat)} · ${grade}`,
    qr: (seat) => `Entry QR code for seat ${String(seat)}`,
    shortCode: 'Entry code',
    holder: 'Booked by',
    number: 'Ticket no.',
    venue: 'Venue',
    date: 'Date',
    seatLabel: 'Seat',
    foot: 'This code admits once. Get a new one if the date moves or you give the ticket away.',
  },
  ja: {
    title: (concert) => `${concert} チケット`,
    seat: (seat, grade) => `${String(seat)}番 · ${grade}席`,
    qr: (seat) => `${String(seat)}番の入場QRコード`,
    shortCode: '入場コード',
    holder: '予約者',
    number: 'チケット番号',
    venue: '会場',
    date: '日時',
    seatLabel: '座席',
    foot: 'このコードで入場できるのは1回だけです。日時の変更やチケットのプレゼントの後は、新しいコードを受け取ってください。',
  },
  zh: {
    title: (concert) => `${concert}门票`,
    seat: (seat, grade) => `${String(seat)}号 · ${grade}席`,
    qr: (seat) => `${String(seat)}号座位的入场二维码`,
    shortCode: '入场码',
    holder: '购票人',
    number: '票号',
    venue: '场馆',
    date: '时间',
    seatLabel: '座位',
    foot: '此码仅可入场一次。演出改期或门票赠出后，请获取新的入场码。',
  },
};

/** Formats a start in the time of Seoul, as in `2030. 12. 14. (토) 오후 7:00`. */
export function startText(language: Language, startsAt: string): string {
  return new Intl.DateTimeFormat(language, {
    timeZone: 'Asia/Seoul',
    year: 'numeric',
    month: 'long',
    day: 'numeric',
    weekday: 'short',
    hour: 'numeric',
    minute: '2-digit',
  }).format(new Date(startsAt));
}
