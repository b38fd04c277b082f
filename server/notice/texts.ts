import type { Language } from '../config/languages.schema.ts';

/** Values of a text in the words of its language. */
export interface NoticeValues {
  title: string;
  venue: string;
  /** Start of the show. */
  when: string;
  /** Start of the show before a move. */
  from: string;
  opensAt: string;
  /** End of the hold, offer or claim, as a time of day. */
  until: string;
  seats: string;
  amount: string;
  fee: string;
  minutes: number;
  reason: string;
}

export const noticeKinds = [
  'TURN',
  'SOON',
  'QUEUE_REMOVED',
  'GUEST_ADMITTED',
  'OFFER',
  'HOLD_ENDS',
  'HOLD_RELEASED',
  'DATE_MOVED',
  'DATE_CANCELLED',
  'CONCERT_CANCELLED',
  'TICKET_VOIDED',
  'BOOKED',
  'REFUNDED',
  'GIFT',
  'REMINDER',
  'OPEN',
] as const;
/** Kind of an event that has a text. */
export type NoticeKindOfText = (typeof noticeKinds)[number];

/** Writes subject, paragraphs and button. The writer of a mail or a notification omits ''. */
type Write = (values: NoticeValues) => { subject: string; paragraphs: string[]; button: string };

const becauseKo = (reason: string) => (reason === '' ? '' : `사유: ${reason}`);
const becauseEn = (reason: string) => (reason === '' ? '' : `Reason: ${reason}`);

/**
 * The only source of a message's words in mails and notifications. The type demands each kind in
 * each language.
 */
export const noticeTexts: Record<Language, Record<NoticeKindOfText, Write>> = {
  ko: {
    TURN: ({ title, until }) => ({
      subject: `차례가 됐어요 · ${title}`,
      paragraphs: [
        `${until}까지 들어와 좌석을 골라 주세요. 그 뒤에는 다음 분에게 차례가 넘어가요.`,
      ],
      button: '좌석 고르러 가기',
    }),
    SOON: ({ title, minutes }) => ({
      subject: `곧 차례예요 · ${title}`,
      paragraphs: [`약 ${String(minutes)}분 뒤에 차례가 와요. 예매 화면을 열어 두세요.`],
      button: '내 순서 보기',
    }),
    QUEUE_REMOVED: ({ title, reason }) => ({
      subject: `줄에서 나왔어요 · ${title}`,
      paragraphs: ['주최 측이 순서를 끝냈어요. 다시 줄을 설 수 있어요.', becauseKo(reason)],
      button: '공연 보기',
    }),
    GUEST_ADMITTED: ({ title, reason }) => ({
      subject: `지금 예매할 수 있어요 · ${title}`,
      paragraphs: ['주최 측이 줄을 서지 않고 들어오도록 초대했어요.', becauseKo(reason)],
      button: '좌석 고르러 가기',
    }),
    OFFER: ({ title, when, seats, until }) => ({
      subject: `취소표가 나왔어요 · ${title}`,
      paragraphs: [
        `${when} · 좌석 ${seats}`,
        `${until}까지 잡아 두었어요. 그때까지 결제하지 않으면 다음 분에게 넘어가요.`,
      ],
      button: '결제하러 가기',
    }),
    HOLD_ENDS: ({ title, when, seats, until }) => ({
      subject: `좌석이 곧 풀려요 · ${title}`,
      paragraphs: [`${when} · 좌석 ${seats}`, `${until}까지 결제하면 예매돼요.`],
      button: '결제하러 가기',
    }),
    HOLD_RELEASED: ({ title, seats, reason }) => ({
      subject: `잡아 둔 좌석이 풀렸어요 · ${title}`,
      paragraphs: [`주최 측이 좌석 ${seats}을 풀었어요. 결제된 금액은 없어요.`, becauseKo(reason)],
      button: '공연 보기',
    }),
    DATE_MOVED: ({ title, from, when, reason }) => ({
      subject: `공연 일시가 바뀌었어요 · ${title}`,
      paragraphs: [
        `${from} 공연이 ${when}로 바뀌었어요.`,
        becauseKo(reason),
        '예매는 그대로예요. 티켓의 QR 코드가 새로 바뀌었으니 예매 화면에서 확인해 주세요.',
      ],
      button: '예매 보기',
    }),
    DATE_CANCELLED: ({ title, when, reason }) => ({
      subject: `공연이 취소됐어요 · ${title}`,
      paragraphs: [
        `${when} 공연이 취소됐어요.`,
        becauseKo(reason),
        '결제한 금액은 수수료 없이 지갑으로 돌려 드려요.',
      ],
      button: '예매 보기',
    }),
    CONCERT_CANCELLED: ({ title, reason }) => ({
      subject: `공연이 취소됐어요 · ${title}`,
      paragraphs: [
        '모든 회차가 취소됐어요.',
        becauseKo(reason),
        '결제한 금액이 있으면 수수료 없이 지갑으로 돌려 드려요.',
      ],
      button: '예매 보기',
    }),
    TICKET_VOIDED: ({ title, when, reason }) => ({
      subject: `티켓이 무효가 됐어요 · ${title}`,
      paragraphs: [`${when} 공연의 티켓 한 장으로는 입장할 수 없어요.`, becauseKo(reason)],
      button: '예매 보기',
    }),
    BOOKED: ({ title, when, venue, seats, amount }) => ({
      subject: `예매했어요 · ${title}`,
      paragraphs: [
        `${when} · ${venue}`,
        `좌석 ${seats} · ${amount}`,
        '티켓은 예매 화면에 있어요. QR 코드는 로그인한 화면에서만 보여요.',
      ],
      button: '티켓 보기',
    }),
    REFUNDED: ({ title, when, seats, amount, fee, reason }) => ({
      subject: `환불했어요 · ${title}`,
      paragraphs: [
        `${when} · 좌석 ${seats}`,
        fee === ''
          ? `${amount}을 지갑으로 돌려 드렸어요.`
          : `취소 수수료 ${fee}을 뺀 ${amount}을 지갑으로 돌려 드렸어요.`,
        becauseKo(reason),
      ],
      button: '예매 보기',
    }),
    GIFT: ({ title, when }) => ({
      subject: `티켓 선물이 왔어요 · ${title}`,
      paragraphs: [`${when} 공연의 티켓이에요. 72시간 안에 받아 주세요.`],
      button: '선물 보기',
    }),
    REMINDER: ({ title, when, venue, seats }) => ({
      subject: `공연이 하루 남았어요 · ${title}`,
      paragraphs: [`${when} · ${venue}`, `좌석 ${seats}`],
      button: '티켓 보기',
    }),
    OPEN: ({ title, opensAt }) => ({
      subject: `줄이 열렸어요 · ${title}`,
      paragraphs: [`지금 줄을 설 수 있어요. 예매는 ${opensAt}에 시작해요.`],
      button: '줄 서기',
    }),
  },
  en: {
    TURN: ({ title, until }) => ({
      subject: `It is your turn · ${title}`,
      paragraphs: [`Come in and choose seats by ${until}. After that, the next person is let in.`],
      button: 'Choose seats',
    }),
    SOON: ({ title, minutes }) => ({
      subject: `Your turn comes soon · ${title}`,
      paragraphs: [`Your turn comes in about ${String(minutes)} min. Keep the page open.`],
      button: 'See your place',
    }),
    QUEUE_REMOVED: ({ title, reason }) => ({
      subject: `You left the line · ${title}`,
      paragraphs: ['The organiser ended your place. You can join again.', becauseEn(reason)],
      button: 'See the concert',
    }),
    GUEST_ADMITTED: ({ title, reason }) => ({
      subject: `You can book now · ${title}`,
      paragraphs: ['The organiser invited you to book without the line.', becauseEn(reason)],
      button: 'Choose seats',
    }),
    OFFER: ({ title, when, seats, until }) => ({
      subject: `Returned tickets for you · ${title}`,
      paragraphs: [
        `${when} · ${seats}`,
        `We hold them for you until ${until}. After that, the next person gets them.`,
      ],
      button: 'Pay now',
    }),
    HOLD_ENDS: ({ title, when, seats, until }) => ({
      subject: `Your seats are released soon · ${title}`,
      paragraphs: [`${when} · ${seats}`, `Pay by ${until} to book them.`],
      button: 'Pay now',
    }),
    HOLD_RELEASED: ({ title, seats, reason }) => ({
      subject: `Your held seats were released · ${title}`,
      paragraphs: [`The organiser released ${seats}. You have paid nothing.`, becauseEn(reason)],
      button: 'See the concert',
    }),
    DATE_MOVED: ({ title, from, when, reason }) => ({
      subject: `The date has changed · ${title}`,
      paragraphs: [
        `The show of ${from} now takes place on ${when}.`,
        becauseEn(reason),
        'Your booking stays. The QR codes of your tickets are new: see your booking.',
      ],
      button: 'See the booking',
    }),
    DATE_CANCELLED: ({ title, when, reason }) => ({
      subject: `The show is cancelled · ${title}`,
      paragraphs: [
        `The show of ${when} is cancelled.`,
        becauseEn(reason),
        'We refund the full price to your wallet.',
      ],
      button: 'See the booking',
    }),
    CONCERT_CANCELLED: ({ title, reason }) => ({
      subject: `The concert is cancelled · ${title}`,
      paragraphs: [
        'All dates are cancelled.',
        becauseEn(reason),
        'If you have paid, we refund the full price to your wallet.',
      ],
      button: 'See your bookings',
    }),
    TICKET_VOIDED: ({ title, when, reason }) => ({
      subject: `A ticket is void · ${title}`,
      paragraphs: [`One of your tickets for ${when} no longer admits you.`, becauseEn(reason)],
      button: 'See the booking',
    }),
    BOOKED: ({ title, when, venue, seats, amount }) => ({
      subject: `You are booked · ${title}`,
      paragraphs: [
        `${when} · ${venue}`,
        `${capital(seats)} · ${amount}`,
        'Your tickets are in your booking. Their QR codes show only while you are signed in.',
      ],
      button: 'See the tickets',
    }),
    REFUNDED: ({ title, when, seats, amount, fee, reason }) => ({
      subject: `Your refund · ${title}`,
      paragraphs: [
        `${when} · ${seats}`,
        fee === ''
          ? `${amount} is back in your wallet.`
          : `${amount} is back in your wallet, after a cancellation fee of ${fee}.`,
        becauseEn(reason),
      ],
      button: 'See the booking',
    }),
    GIFT: ({ title, when }) => ({
      subject: `You got a ticket · ${title}`,
      paragraphs: [`It is for the show of ${when}. Accept it within 72 hours.`],
      button: 'See the gift',
    }),
    REMINDER: ({ title, when, venue, seats }) => ({
      subject: `Your show is tomorrow · ${title}`,
      paragraphs: [`${when} · ${venue}`, capital(seats)],
      button: 'See the tickets',
    }),
    OPEN: ({ title, opensAt }) => ({
      subject: `The line is open · ${title}`,
      paragraphs: [`You can join now. Booking starts ${opensAt}.`],
      button: 'Join the line',
    }),
  },
};

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
