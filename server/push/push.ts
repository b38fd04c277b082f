export { sendDuePushes } from './send-due.ts';
export { pushKey, subscribe, unsubscribe } from './subscriptions.ts';
export { closePushes } from './transport.ts';
