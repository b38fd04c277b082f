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
      CHANGE_EMAIL: {
        subject: '새 이메일 주소를 확인해 주세요',
        paragraphs: [
          '아래 버튼을 누르고 열린 화면에서 확인하면 이 주소가 Jari 계정의 이메일이 돼요.',
          '링크는 24시간 동안 한 번만 쓸 수 있어요. 요청한 적이 없다면 이 메일을 무시해 주세요.',
        ],
        button: '새 이메일 확인하기',
      },
      EMAIL_CHANGE_ASKED: {
        subject: '이메일 주소를 바꾸려는 요청이 있어요',
        paragraphs: [
          'Jari 계정의 이메일을 다른 주소로 바꾸려는 요청이 있어요. 새 주소에서 확인하면 바뀌어요.',
          '직접 요청하지 않았다면 지금 비밀번호를 바꿔 주세요. 그러면 이 요청도 취소돼요.',
        ],
        button: '내 계정 열기',
      },
      EMAIL_CHANGED: {
        subject: '이메일 주소가 바뀌었어요',
        paragraphs: [
          'Jari 계정의 이메일 주소가 바뀌었어요. 바뀌기 전 주소와 새 주소에 모두 알려 드려요.',
          '직접 바꾸지 않았다면 바로 고객센터에 알려 주세요.',
        ],
      },
      CODE: {
        subject: '확인 번호를 보내 드려요',
        paragraphs: [
          '내 계정 화면에 아래 번호를 입력해 주세요. 10분 동안 한 번만 쓸 수 있어요.',
          '요청한 적이 없다면 이 메일을 무시해 주세요. 번호를 아무에게도 알려 주지 마세요.',
        ],
      },
      NEW_DEVICE: {
        subject: '새 기기에서 로그인했어요',
        paragraphs: [
          '지금까지 쓰지 않은 기기나 프로그램에서 Jari 계정에 로그인했어요.',
          '직접 로그인하지 않았다면 내 계정에서 그 기기를 로그아웃하고 비밀번호를 바꿔 주세요.',
        ],
        button: '로그인한 기기 보기',
      },
      PASSWORD_CHANGED: {
        subject: '비밀번호가 바뀌었어요',
        paragraphs: [
          'Jari 계정의 비밀번호가 바뀌었고, 다른 기기에서는 모두 로그아웃했어요.',
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
      CHANGE_EMAIL: {
        subject: 'Confirm your new e-mail address',
        paragraphs: [
          'Press the button and confirm on the page that opens. This is then the address of your Jari account.',
          'The link works once, within 24 hours. If you did not ask for it, ignore this mail.',
        ],
        button: 'Confirm new e-mail',
      },
      EMAIL_CHANGE_ASKED: {
        subject: 'A request to change your e-mail address',
        paragraphs: [
          'Someone asked to replace the e-mail address of your Jari account. It changes when the new address is confirmed.',
          'If this was not you, change your password now. That also cancels the request.',
        ],
        button: 'Open my account',
      },
      EMAIL_CHANGED: {
        subject: 'Your e-mail address has changed',
        paragraphs: [
          'The e-mail address of your Jari account has changed. Both the old and the new address get this mail.',
          'If this was not you, contact support at once.',
        ],
      },
      CODE: {
        subject: 'Your confirmation code',
        paragraphs: [
          'Enter this code on your account page. It works once, within 10 minutes.',
          'If you did not ask for it, ignore this mail. Give the code to nobody.',
        ],
      },
      NEW_DEVICE: {
        subject: 'A sign-in on a new device',
        paragraphs: [
          'Your Jari account was signed in to on a device or by a program that it has not used before.',
          'If this was not you, sign that device out on your account page, and change your password.',
        ],
        button: 'See signed-in devices',
      },
      PASSWORD_CHANGED: {
        subject: 'Your password has changed',
        paragraphs: [
          'The password of your Jari account has changed, and all other devices are signed out.',
          'If this was not you, choose a new password from the sign-in page.',
        ],
      },
    },
  },
  ja: {
    foot: 'このメールはJariからお送りしています。返信は受け付けていません。',
    link: 'ボタンが開かない場合は、このアドレスをブラウザに貼り付けてください。',
    choice: '受け取る通知は、アカウントの通知画面で変更できます。',
    kinds: {
      VERIFY_EMAIL: {
        subject: 'メールアドレスを確認してください',
        paragraphs: [
          '下のボタンを押し、開いた画面で確認すると、メールアドレスの確認が完了します。',
          'リンクは24時間以内に一度だけ使えます。お心当たりがない場合は、このメールを無視してください。',
        ],
        button: 'メールアドレスを確認する',
      },
      RESET_PASSWORD: {
        subject: '新しいパスワードを設定してください',
        paragraphs: [
          '下のボタンを押して新しいパスワードを設定してください。設定すると、すべての端末でログアウトします。',
          'リンクは20分以内に一度だけ使えます。お心当たりがない場合は、このメールを無視してください。パスワードは変わりません。',
        ],
        button: '新しいパスワードを設定する',
      },
      CHANGE_EMAIL: {
        subject: '新しいメールアドレスを確認してください',
        paragraphs: [
          '下のボタンを押し、開いた画面で確認すると、このアドレスがJariアカウントのメールアドレスになります。',
          'リンクは24時間以内に一度だけ使えます。お心当たりがない場合は、このメールを無視してください。',
        ],
        button: '新しいメールアドレスを確認する',
      },
      EMAIL_CHANGE_ASKED: {
        subject: 'メールアドレス変更のリクエストがありました',
        paragraphs: [
          'Jariアカウントのメールアドレスを別のアドレスに変更するリクエストがありました。新しいアドレスで確認すると変更されます。',
          'お心当たりがない場合は、今すぐパスワードを変更してください。このリクエストも取り消されます。',
        ],
        button: 'マイアカウントを開く',
      },
      EMAIL_CHANGED: {
        subject: 'メールアドレスが変更されました',
        paragraphs: [
          'Jariアカウントのメールアドレスが変更されました。変更前と変更後の両方のアドレスにお知らせしています。',
          'ご自身で変更していない場合は、すぐにサポートへご連絡ください。',
        ],
      },
      CODE: {
        subject: '確認コードのお知らせ',
        paragraphs: [
          'マイアカウントの画面に次のコードを入力してください。10分以内に一度だけ使えます。',
          'お心当たりがない場合は、このメールを無視してください。コードは誰にも教えないでください。',
        ],
      },
      NEW_DEVICE: {
        subject: '新しい端末でログインがありました',
        paragraphs: [
          'これまで使われていない端末またはプログラムから、Jariアカウントにログインがありました。',
          'お心当たりがない場合は、マイアカウントでその端末をログアウトし、パスワードを変更してください。',
        ],
        button: 'ログイン中の端末を見る',
      },
      PASSWORD_CHANGED: {
        subject: 'パスワードが変更されました',
        paragraphs: [
          'Jariアカウントのパスワードが変更され、ほかの端末はすべてログアウトしました。',
          'ご自身で変更していない場合は、ログイン画面からパスワードを再設定してください。',
        ],
      },
    },
  },
  zh: {
    foot: '此邮件由 Jari 发送，请勿回复。',
    link: '如果按钮无法打开，请将此地址粘贴到浏览器中。',
    choice: '您可以在账号的通知页面更改要接收的通知。',
    kinds: {
      VERIFY_EMAIL: {
        subject: '请确认您的邮箱地址',
        paragraphs: [
          '点击下方按钮，并在打开的页面上确认，即可完成邮箱验证。',
          '链接在 24 小时内有效，仅可使用一次。如果不是您本人操作，请忽略此邮件。',
        ],
        button: '确认邮箱',
      },
      RESET_PASSWORD: {
        subject: '请设置新密码',
        paragraphs: [
          '点击下方按钮设置新密码。设置后，所有设备都会退出登录。',
          '链接在 20 分钟内有效，仅可使用一次。如果不是您本人操作，请忽略此邮件，密码不会改变。',
        ],
        button: '设置新密码',
      },
      CHANGE_EMAIL: {
        subject: '请确认您的新邮箱地址',
        paragraphs: [
          '点击下方按钮，并在打开的页面上确认，此地址即成为您 Jari 账号的邮箱。',
          '链接在 24 小时内有效，仅可使用一次。如果不是您本人操作，请忽略此邮件。',
        ],
        button: '确认新邮箱',
      },
      EMAIL_CHANGE_ASKED: {
        subject: '有人申请更改您的邮箱地址',
        paragraphs: [
          '有人申请将您 Jari 账号的邮箱更改为其他地址。新地址确认后即会更改。',
          '如果不是您本人操作，请立即更改密码，此申请也会随之取消。',
        ],
        button: '打开我的账号',
      },
      EMAIL_CHANGED: {
        subject: '您的邮箱地址已更改',
        paragraphs: [
          '您的 Jari 账号邮箱地址已更改。此邮件会同时发送到原地址和新地址。',
          '如果不是您本人操作，请立即联系客服。',
        ],
      },
      CODE: {
        subject: '您的验证码',
        paragraphs: [
          '请在我的账号页面输入以下验证码。验证码在 10 分钟内有效，仅可使用一次。',
          '如果不是您本人操作，请忽略此邮件。请勿将验证码告诉任何人。',
        ],
      },
      NEW_DEVICE: {
        subject: '您的账号在新设备上登录',
        paragraphs: [
          '您的 Jari 账号在从未使用过的设备或程序上登录。',
          '如果不是您本人操作，请在我的账号页面将该设备退出登录，并更改密码。',
        ],
        button: '查看已登录的设备',
      },
      PASSWORD_CHANGED: {
        subject: '您的密码已更改',
        paragraphs: [
          '您的 Jari 账号密码已更改，其他设备均已退出登录。',
          '如果不是您本人操作，请在登录页面重新设置密码。',
        ],
      },
    },
  },
};
