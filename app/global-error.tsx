'use client';

import './global-error.css';

/**
 * Replaces the document after an error in the root layout. Avoids translations and most styles, so
 * that the error page itself cannot fail.
 */
export default function GlobalError({ reset }: { reset: () => void }) {
  return (
    <html lang="ko">
      <title>문제가 생겼어요 · 자리</title>
      <body className="global-error">
        <main>
          <h1>문제가 생겼어요</h1>
          <p>잠시 뒤에 다시 시도해 주세요. 결제와 예매 내역은 그대로예요.</p>
          <p lang="en">
            Something went wrong. Please try again in a moment. Your payments and bookings are safe.
          </p>
          <p lang="ja">
            エラーが発生しました。しばらくしてからもう一度お試しください。お支払いと予約はそのままです。
          </p>
          <p lang="zh-Hans">出了点问题，请稍后重试。您的付款和预订不受影响。</p>
          <button type="button" onClick={reset}>
            다시 시도 · Try again · <span lang="ja">再試行</span> · <span lang="zh-Hans">重试</span>
          </button>
        </main>
      </body>
    </html>
  );
}
