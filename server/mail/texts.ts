import type { Language } from '../config/languages.schema.ts';
import type { MailKind } from '../generated/prisma/enums.ts';

/** Text of one kind of mail. */
export interface MailText {
  subject: string;
  paragraphs: readonly string[];
  /** Label of the button that opens the mail's link. */
  button?: string;
}

interface MailTexts {
  /** Line at the foot of each mail. */
  foot: string;
  /** Introduces the link in words, for readers without the button. */
  link: string;
  /** Last paragraph of a notice, whose channel the person chose. */
  choice: string;
  kinds: Record<Exclude<MailKind, 'NOTICE'>, MailText>;
}

/**
 * The only source of both the text and the HTML of a mail. The type demands every language. The words
 * of a notice are in server/notice/texts.ts.
 */
export const mailTexts: Record<Language, MailTexts> = {
  ko: {
    foot: 'Jari가 보낸 메일이에요. 답장은 받을 수 없어요.',
    link: '버튼이 열리지 않으면 이 주소를 브라우저에 붙여 넣어 주세요.',
    choice: '받을 알림은 계정의 알림 화면에서 바꿀 수 있어요.',
    kinds: {
      VERIFY_EMAIL: {
        subject: '이메일 주소를 확인해 주세요',
        paragraphs: [
          '아래 버튼을 누르고 열린 화면에서 확인하면 이메일 주소가 확인돼요.',
          '링크는 24시간 동안 한 번만 쓸 수 있어요. 요청한 적이 없다면 이 메일을 무시해 주세요.',
        ],
        button: '이메일 확인하기',
      },
      RESET_PASSWORD: {
        subject: '비밀번호를 다시 정해 주세요',
        paragraphs: [
          '아래 버튼을 눌러 새 비밀번호를 정해 주세요. 정하고 나면 모든 기기에서 로그아웃돼요.',
          '링크는 20분 동안 한 번만 쓸 수 있어요. 요청한 적이 없다면 이 메일을 무시해 주세요. 비밀번호는 그대로예요.',
        ],
        button: '새 비밀번호 정하기',
      },
      PASSWORD_CHANGED: {
        subject: '비밀번호가 바뀌었어요',
        paragraphs: [
          'Jari 계정의 비밀번호가 바뀌었고, 모든 기기에서 로그아웃했어요.',
          '직접 바꾸지 않았다면 로그인 화면에서 비밀번호를 다시 정해 주세요.',
        ],
      },
    },
  },
  en: {
    foot: 'Jari sent this mail. Replies are not read.',
    link: 'If the button does not open, paste this address into your browser.',
    choice: 'You can choose your notices on the Notices page of your account.',
    kinds: {
      VERIFY_EMAIL: {
        subject: 'Confirm your e-mail address',
        paragraphs: [
          'Press the button and confirm on the page that opens. Your e-mail address is then verified.',
          'The link works once, within 24 hours. If you did not ask for it, ignore this mail.',
        ],
        button: 'Confirm e-mail',
      },
      RESET_PASSWORD: {
        subject: 'Choose a new password',
        paragraphs: [
          'Press the button to choose a new password. You are then signed out on all devices.',
          'The link works once, within 20 minutes. If you did not ask for it, ignore this mail. Your password stays the same.',
        ],
        button: 'Choose a new password',
      },
      PASSWORD_CHANGED: {
        subject: 'Your password has changed',
        paragraphs: [
          'The password of your Jari account has changed, and all devices are signed out.',
          'If this was not you, choose a new password from the sign-in page.',
        ],
      },
    },
  },
};
