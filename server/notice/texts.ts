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
  'HANDED_BACK',
  'GIFT_OFFERED',
  'GIFT_WITHDRAWN',
  'GIFT_ACCEPTED',
  'GIFT_DECLINED',
  'REMINDER',
  'OPEN',
] as const;
/** Kind of an event that has a text. */
export type NoticeKindOfText = (typeof noticeKinds)[number];

/** Writes subject, paragraphs and button. The writer of a mail or a notification omits ''. */
type Write = (values: NoticeValues) => { subject: string; paragraphs: string[]; button: string };

const becauseKo = (reason: string) => (reason === '' ? '' : `사유: ${reason}`);
const becauseEn = (reason: string) => (reason === '' ? '' : `Reason: ${reason}`);
const becauseJa = (reason: string) => (reason === '' ? '' : `理由：${reason}`);
const becauseZh = (reason: string) => (reason === '' ? '' : `原因：${reason}`);

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
    HANDED_BACK: ({ title, when, seats, amount }) => ({
      subject: `내놓은 티켓이 팔렸어요 · ${title}`,
      paragraphs: [`${when} 공연 ${seats}`, `${amount}을 결제한 분의 지갑으로 돌려드렸어요.`],
      button: '내 예매 보기',
    }),
    GIFT_OFFERED: ({ title, when }) => ({
      subject: `티켓 선물이 왔어요 · ${title}`,
      paragraphs: [`${when} 공연의 티켓이에요. 72시간 안에 받아 주세요.`],
      button: '선물 보기',
    }),
    GIFT_WITHDRAWN: ({ title, when }) => ({
      subject: `선물이 취소됐어요 · ${title}`,
      paragraphs: [`보낸 분이 ${when} 공연의 티켓 선물을 거뒀어요.`],
      button: '내 예매 보기',
    }),
    GIFT_ACCEPTED: ({ title, when }) => ({
      subject: `선물을 받았어요 · ${title}`,
      paragraphs: [`받는 분이 ${when} 공연의 티켓을 받았어요. 이제 그분의 티켓이에요.`],
      button: '내 예매 보기',
    }),
    GIFT_DECLINED: ({ title, when }) => ({
      subject: `선물을 받지 않았어요 · ${title}`,
      paragraphs: [`받는 분이 ${when} 공연의 티켓을 받지 않았어요. 티켓은 그대로 쓸 수 있어요.`],
      button: '내 예매 보기',
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
    HANDED_BACK: ({ title, when, seats, amount }) => ({
      subject: `Your ticket is sold again · ${title}`,
      paragraphs: [`${seats} of the show of ${when}`, `${amount} went back to the payer's wallet.`],
      button: 'See my bookings',
    }),
    GIFT_OFFERED: ({ title, when }) => ({
      subject: `You got a ticket · ${title}`,
      paragraphs: [`It is for the show of ${when}. Accept it within 72 hours.`],
      button: 'See the gift',
    }),
    GIFT_WITHDRAWN: ({ title, when }) => ({
      subject: `A gift is withdrawn · ${title}`,
      paragraphs: [`The giver has withdrawn the ticket for the show of ${when}.`],
      button: 'See my bookings',
    }),
    GIFT_ACCEPTED: ({ title, when }) => ({
      subject: `Your gift is accepted · ${title}`,
      paragraphs: [`The ticket for the show of ${when} now belongs to the person you gave it to.`],
      button: 'See my bookings',
    }),
    GIFT_DECLINED: ({ title, when }) => ({
      subject: `Your gift is declined · ${title}`,
      paragraphs: [
        `The person did not accept the ticket for the show of ${when}. You can still use it.`,
      ],
      button: 'See my bookings',
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
  ja: {
    TURN: ({ title, until }) => ({
      subject: `順番が来ました · ${title}`,
      paragraphs: [`${until}までに入場して座席を選んでください。過ぎると次の方の番になります。`],
      button: '座席を選ぶ',
    }),
    SOON: ({ title, minutes }) => ({
      subject: `まもなく順番です · ${title}`,
      paragraphs: [`約${String(minutes)}分後に順番が来ます。予約画面を開いたままにしてください。`],
      button: '順番を見る',
    }),
    QUEUE_REMOVED: ({ title, reason }) => ({
      subject: `順番待ちが終わりました · ${title}`,
      paragraphs: ['主催者が順番を終了しました。もう一度並べます。', becauseJa(reason)],
      button: '公演を見る',
    }),
    GUEST_ADMITTED: ({ title, reason }) => ({
      subject: `今すぐ予約できます · ${title}`,
      paragraphs: ['主催者の招待により、順番待ちに並ばずに予約できます。', becauseJa(reason)],
      button: '座席を選ぶ',
    }),
    OFFER: ({ title, when, seats, until }) => ({
      subject: `キャンセル待ちの座席が出ました · ${title}`,
      paragraphs: [
        `${when} · ${seats}`,
        `${until}まで仮押さえしています。それまでにお支払いがない場合は、次の方に移ります。`,
      ],
      button: '支払いへ進む',
    }),
    HOLD_ENDS: ({ title, when, seats, until }) => ({
      subject: `まもなく座席が解放されます · ${title}`,
      paragraphs: [`${when} · ${seats}`, `${until}までに支払うと予約が完了します。`],
      button: '支払いへ進む',
    }),
    HOLD_RELEASED: ({ title, seats, reason }) => ({
      subject: `仮押さえ中の座席が解放されました · ${title}`,
      paragraphs: [
        `主催者が${seats}を解放しました。お支払いは発生していません。`,
        becauseJa(reason),
      ],
      button: '公演を見る',
    }),
    DATE_MOVED: ({ title, from, when, reason }) => ({
      subject: `公演日時が変わりました · ${title}`,
      paragraphs: [
        `${from}の公演は${when}に変わりました。`,
        becauseJa(reason),
        '予約はそのままです。チケットのQRコードが新しくなったので、予約の画面で確認してください。',
      ],
      button: '予約を見る',
    }),
    DATE_CANCELLED: ({ title, when, reason }) => ({
      subject: `公演が中止になりました · ${title}`,
      paragraphs: [
        `${when}の公演は中止になりました。`,
        becauseJa(reason),
        'お支払いいただいた金額は、キャンセル料なしで全額ウォレットにお返しします。',
      ],
      button: '予約を見る',
    }),
    CONCERT_CANCELLED: ({ title, reason }) => ({
      subject: `公演が中止になりました · ${title}`,
      paragraphs: [
        'すべての日程が中止になりました。',
        becauseJa(reason),
        'お支払い済みの場合は、キャンセル料なしで全額ウォレットにお返しします。',
      ],
      button: '予約一覧を見る',
    }),
    TICKET_VOIDED: ({ title, when, reason }) => ({
      subject: `チケットが無効になりました · ${title}`,
      paragraphs: [`${when}の公演のチケット1枚では入場できません。`, becauseJa(reason)],
      button: '予約を見る',
    }),
    BOOKED: ({ title, when, venue, seats, amount }) => ({
      subject: `予約が完了しました · ${title}`,
      paragraphs: [
        `${when} · ${venue}`,
        `${seats} · ${amount}`,
        'チケットは予約の画面にあります。QRコードはログイン中の画面にだけ表示されます。',
      ],
      button: 'チケットを見る',
    }),
    REFUNDED: ({ title, when, seats, amount, fee, reason }) => ({
      subject: `払い戻しが完了しました · ${title}`,
      paragraphs: [
        `${when} · ${seats}`,
        fee === ''
          ? `${amount}をウォレットにお返ししました。`
          : `キャンセル料${fee}を引いた${amount}をウォレットにお返ししました。`,
        becauseJa(reason),
      ],
      button: '予約を見る',
    }),
    HANDED_BACK: ({ title, when, seats, amount }) => ({
      subject: `出品したチケットが売れました · ${title}`,
      paragraphs: [`${when}の公演 ${seats}`, `${amount}を支払った方のウォレットに返金しました。`],
      button: '予約一覧を見る',
    }),
    GIFT_OFFERED: ({ title, when }) => ({
      subject: `チケットのプレゼントが届きました · ${title}`,
      paragraphs: [`${when}の公演のチケットです。72時間以内に受け取ってください。`],
      button: 'プレゼントを見る',
    }),
    GIFT_WITHDRAWN: ({ title, when }) => ({
      subject: `プレゼントが取り消されました · ${title}`,
      paragraphs: [`贈り主が${when}の公演のチケットのプレゼントを取り消しました。`],
      button: '予約一覧を見る',
    }),
    GIFT_ACCEPTED: ({ title, when }) => ({
      subject: `プレゼントが受け取られました · ${title}`,
      paragraphs: [`${when}の公演のチケットは、受け取った方のものになりました。`],
      button: '予約一覧を見る',
    }),
    GIFT_DECLINED: ({ title, when }) => ({
      subject: `プレゼントが辞退されました · ${title}`,
      paragraphs: [`${when}の公演のチケットは受け取られませんでした。引き続きご利用いただけます。`],
      button: '予約一覧を見る',
    }),
    REMINDER: ({ title, when, venue, seats }) => ({
      subject: `公演は明日です · ${title}`,
      paragraphs: [`${when} · ${venue}`, `座席：${seats}`],
      button: 'チケットを見る',
    }),
    OPEN: ({ title, opensAt }) => ({
      subject: `順番待ちが始まりました · ${title}`,
      paragraphs: [`今、順番待ちに並べます。販売は${opensAt}に始まります。`],
      button: '順番待ちに並ぶ',
    }),
  },
  zh: {
    TURN: ({ title, until }) => ({
      subject: `轮到您了 · ${title}`,
      paragraphs: [`请在 ${until} 前进入并选座，逾期将由下一位进入。`],
      button: '去选座',
    }),
    SOON: ({ title, minutes }) => ({
      subject: `即将轮到您 · ${title}`,
      paragraphs: [`约 ${String(minutes)} 分钟后轮到您，请保持页面打开。`],
      button: '查看排队位置',
    }),
    QUEUE_REMOVED: ({ title, reason }) => ({
      subject: `您已被移出排队 · ${title}`,
      paragraphs: ['主办方已结束您的排队，您可以重新排队。', becauseZh(reason)],
      button: '查看演出',
    }),
    GUEST_ADMITTED: ({ title, reason }) => ({
      subject: `现在可以购票 · ${title}`,
      paragraphs: ['主办方邀请您免排队购票。', becauseZh(reason)],
      button: '去选座',
    }),
    OFFER: ({ title, when, seats, until }) => ({
      subject: `有候补座位了 · ${title}`,
      paragraphs: [`${when} · ${seats}`, `已为您暂留至 ${until}，逾期未支付将转给下一位。`],
      button: '去支付',
    }),
    HOLD_ENDS: ({ title, when, seats, until }) => ({
      subject: `座位即将释放 · ${title}`,
      paragraphs: [`${when} · ${seats}`, `请在 ${until} 前支付，以完成购票。`],
      button: '去支付',
    }),
    HOLD_RELEASED: ({ title, seats, reason }) => ({
      subject: `暂留座位已释放 · ${title}`,
      paragraphs: [`主办方已释放座位（${seats}），未扣款。`, becauseZh(reason)],
      button: '查看演出',
    }),
    DATE_MOVED: ({ title, from, when, reason }) => ({
      subject: `演出时间已变更 · ${title}`,
      paragraphs: [
        `原定 ${from} 的演出改为 ${when}。`,
        becauseZh(reason),
        '订单不变。门票二维码已更新，请在订单中查看。',
      ],
      button: '查看订单',
    }),
    DATE_CANCELLED: ({ title, when, reason }) => ({
      subject: `演出已取消 · ${title}`,
      paragraphs: [
        `${when} 的演出已取消。`,
        becauseZh(reason),
        '支付的金额将全额退回钱包，不收手续费。',
      ],
      button: '查看订单',
    }),
    CONCERT_CANCELLED: ({ title, reason }) => ({
      subject: `演出已取消 · ${title}`,
      paragraphs: [
        '所有场次均已取消。',
        becauseZh(reason),
        '如已支付，金额将全额退回钱包，不收手续费。',
      ],
      button: '查看订单',
    }),
    TICKET_VOIDED: ({ title, when, reason }) => ({
      subject: `门票已作废 · ${title}`,
      paragraphs: [`您在 ${when} 演出的一张门票已无法入场。`, becauseZh(reason)],
      button: '查看订单',
    }),
    BOOKED: ({ title, when, venue, seats, amount }) => ({
      subject: `购票成功 · ${title}`,
      paragraphs: [
        `${when} · ${venue}`,
        `${seats} · ${amount}`,
        '门票可在订单中查看，二维码仅在登录后显示。',
      ],
      button: '查看门票',
    }),
    REFUNDED: ({ title, when, seats, amount, fee, reason }) => ({
      subject: `退款成功 · ${title}`,
      paragraphs: [
        `${when} · ${seats}`,
        fee === '' ? `${amount} 已退回钱包。` : `扣除退票手续费 ${fee} 后，${amount} 已退回钱包。`,
        becauseZh(reason),
      ],
      button: '查看订单',
    }),
    HANDED_BACK: ({ title, when, seats, amount }) => ({
      subject: `您转售的门票已售出 · ${title}`,
      paragraphs: [`${when} 演出 ${seats}`, `${amount}已退回付款人的钱包。`],
      button: '查看我的订单',
    }),
    GIFT_OFFERED: ({ title, when }) => ({
      subject: `您收到一张赠票 · ${title}`,
      paragraphs: [`这是 ${when} 演出的门票，请在 72 小时内接受。`],
      button: '查看赠票',
    }),
    GIFT_WITHDRAWN: ({ title, when }) => ({
      subject: `赠票已撤回 · ${title}`,
      paragraphs: [`赠送人已撤回 ${when} 演出的门票。`],
      button: '查看我的订单',
    }),
    GIFT_ACCEPTED: ({ title, when }) => ({
      subject: `赠票已被接受 · ${title}`,
      paragraphs: [`${when} 演出的门票现已归接受人所有。`],
      button: '查看我的订单',
    }),
    GIFT_DECLINED: ({ title, when }) => ({
      subject: `赠票已被拒绝 · ${title}`,
      paragraphs: [`对方没有接受 ${when} 演出的门票，您仍可使用。`],
      button: '查看我的订单',
    }),
    REMINDER: ({ title, when, venue, seats }) => ({
      subject: `演出还有一天 · ${title}`,
      paragraphs: [`${when} · ${venue}`, seats],
      button: '查看门票',
    }),
    OPEN: ({ title, opensAt }) => ({
      subject: `排队已开放 · ${title}`,
      paragraphs: [`现在可以排队，${opensAt} 开售。`],
      button: '去排队',
    }),
  },
};

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
