/** Introduction in Markdown, for the OpenAPI document and docs/api.md. */
export const introduction = `Jari sells numbered concert seats. A program signs up and in, charges its wallet, joins a concert's queue, polls until it has a turn, chooses seats, holds them for some minutes, and pays.

## Paths

Every path works as written here, and below \`/api\` as well: \`GET /concert\` and \`GET /api/concert\` are the same. A path's \`{userId}\` is your own id, a UUID; every other id is a positive integer. A \`concertOptionId\` names one show of a concert.

## Authorization

There are two tokens, and neither works in place of the other.

- The **access token** identifies you. \`POST /auth/token\` returns it, for 24 hours; send it as \`Authorization: Bearer …\`.
- The **queue token** proves your place in one concert's queue. \`POST /concert/{userId}/Token\` returns it. Send it as \`X-Queue-Token\` beside the access token, or alone, as \`X-Queue-Token\` or \`Authorization: Bearer …\`. Both tokens must belong to the same user.

Cookies are not read, so no other site can make a browser call this API in your name.

## Bodies

Requests and responses are JSON in UTF-8 (\`Content-Type: application/json\`), at most 64 KiB. Unknown fields are refused, in the query and in the body. Numbers are integers in any notation: \`1e3\` and \`1000.0\` are 1000. A number that only rounding makes an integer, such as \`9999999.99999999999\`, is refused. Money is whole won. Instants are ISO 8601 with offset; a \`date\` is a calendar day in Asia/Seoul. A seat is two digits, \`"01"\` to \`"50"\`.

## Errors

Every refusal is \`application/problem+json\` (RFC 9457): \`status\`, \`title\`, \`detail\`, a stable \`code\` to act on, and details of some codes, such as the \`seats\` that are taken. A request is checked in this order: method, media type and size; credentials; input; the path's user; existence; the turn; the state of the reservation, wallet or sale.

## Request ids

Every response carries \`X-Request-Id\`, and every problem repeats it as \`requestId\`: quote it when you report a failure. Send your own, 1 to 128 of A–Z, a–z, 0–9, \`.\`, _ and -, and it is used; otherwise the server makes one.

## Trying again

Charging and paying need an \`Idempotency-Key\` that you choose, 8 to 64 of A–Z, a–z, 0–9, _ and -. It is kept for ever, per user and operation. The same request under the same key returns the first reply and does nothing twice, also if both run at once. Another body under the same key is 422 \`IDEMPOTENCY_MISMATCH\`. A refused request leaves its key free. So after a lost connection, send the same request again.

503 \`TRY_AGAIN\` means that a store is unavailable or busy: wait for \`Retry-After\` seconds. Joining the queue again returns the same place, so it is safe to repeat as well.

## Limits

Per user and minute: 60 joins, 120 holds, 1,200 charges. Sign-up and sign-in are limited per network address, as the instance configures. Beyond a limit the response is 429 \`TOO_MANY_REQUESTS\`, with \`Retry-After\` in seconds. Polling and paying are not limited; \`nextPollMs\` says when the next poll is useful.`;
