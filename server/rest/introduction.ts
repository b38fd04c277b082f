/** What a stranger must know before the first call: it heads the OpenAPI document and docs/api.md. */
export const introduction = `Jari sells numbered concert seats to crowds. A program signs up and in, charges its wallet, joins a concert's line, polls until it is its turn, chooses seats, holds them for some minutes, and pays.

## Paths

Every path stands at the root, as it is written here, and below \`/api\` as well: \`GET /concert\` and \`GET /api/concert\` are the same. A path's \`{userId}\` is the caller's own id, a UUID; every other id is a positive integer. A \`concertOptionId\` names one show of a concert.

## Authorization

There are two tokens. One is never taken for the other.

- The **access token** says who you are. \`POST /auth/token\` gives it, for 24 hours; send it as \`Authorization: Bearer …\`.
- The **queue token** says whose turn it is at one concert. \`POST /concert/{userId}/Token\` gives it. Send it as \`X-Queue-Token\` beside the access token, or alone, as \`X-Queue-Token\` or as \`Authorization: Bearer …\`. Both must be of the same person.

Cookies are not read. So no other site can make a browser call anything here in somebody's name, and there is no cross-site check that a program could run into.

## Bodies

Requests and answers are JSON in UTF-8 (\`Content-Type: application/json\`), of 64 KiB at most. What an endpoint does not name is refused, in the query and in the body. Numbers are integers, however they are written: \`1e3\` and \`1000.0\` are 1000. A number that only rounding makes an integer, such as \`9999999.99999999999\`, is refused. Money is whole won. Instants are ISO 8601 with offset; a \`date\` is a calendar day in Asia/Seoul. A seat is two digits, \`"01"\` to \`"50"\`.

## Errors

Every refusal is \`application/problem+json\` (RFC 9457): \`status\`, \`title\`, \`detail\`, a stable \`code\` to act on, and with some codes a detail more, such as the \`seats\` that are taken. They are judged in this order: method, media type and size; who calls; the input; whose path it is; whether the thing exists; whether it is the caller's turn; the state of things.

## Request ids

Every response carries \`X-Request-Id\`, and every problem repeats it as \`requestId\`: quote it when you report a failure. Send your own, 1 to 128 of A–Z, a–z, 0–9, \`.\`, _ and -, and it is used; otherwise the server makes one.

## Trying again

Charging and paying take an \`Idempotency-Key\` that you make up, 8 to 64 of A–Z, a–z, 0–9, _ and -. It is kept for ever, for this person and operation: the same request again is answered by the first reply and does nothing twice, at the same time too. Another body under the same key is 422 \`IDEMPOTENCY_MISMATCH\`. A refused request leaves its key free. So after a lost connection, send the same again.

503 \`TRY_AGAIN\` means that a store is away or busy: wait for \`Retry-After\` seconds. Joining the line again gives the same place, so it can be repeated safely as well.

## Limits

Per person and minute: 60 times joining a line, 120 holds, 1,200 charges. Signing up and signing in are limited by network address, as the instance has it. Beyond that the answer is 429 \`TOO_MANY_REQUESTS\`, with \`Retry-After\` in seconds. Polling and paying are not limited; \`nextPollMs\` says when the next poll is of use.`;
