/** Facts of every text of a notice, as the database stores them. */
export const someFacts = {
  concertId: 7,
  reservationId: 12,
  title: { ko: '별 헤는 밤', en: 'Counting stars', ja: '星を数える夜', zh: '数星星的夜晚' },
  venue: { ko: '한강 달빛', en: 'Moonlit river' },
  startsAt: '2026-12-14T10:00:00.000Z',
  opensAt: '2026-11-30T11:00:00+09:00',
  heldUntil: '2026-11-30T12:05:00Z',
  seats: [12, 13],
  amountKrw: 242_000,
  feeKrw: 24_200,
  minutes: 5,
  reason: '조명 <점검> & 안전',
  from: '2026-12-13T10:00:00.000Z',
  to: '2026-12-14T10:00:00.000Z',
} as const;
