'use client';

/** When not even the layout can be rendered: no language, no styles, nothing that could fail again. */
export default function GlobalError({ reset }: { reset: () => void }) {
  return (
    <html lang="ko">
      <body
        style={{
          fontFamily: 'system-ui, sans-serif',
          margin: '4rem auto',
          maxWidth: '32rem',
          padding: '0 1rem',
          lineHeight: 1.6,
        }}
      >
        <main>
          <h1>문제가 생겼어요</h1>
          <p>잠시 뒤에 다시 시도해 주세요. 결제와 예매 내역은 그대로예요.</p>
          <p lang="en">Something went wrong. Please try again in a moment. Your payments and bookings are safe.</p>
          <button type="button" onClick={reset} style={{ font: 'inherit', minHeight: '2.75rem', padding: '0 1.25rem' }}>
            다시 시도 · Try again
          </button>
        </main>
      </body>
    </html>
  );
}
