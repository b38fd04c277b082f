export { cancelAllDates, cancelConcert, cancelPerformance } from './cancel.ts';
export { copyConcert } from './copy.ts';
export { createConcert, updateConcert } from './edit.ts';
export { archiveConcert, closeConcert, endSale, publishConcert } from './life.ts';
export { addDate, addPerformance, movePerformance, removePerformance } from './performances.ts';
export { getConcert, listConcerts } from './read.ts';
export { refundCancelledDates } from './refund-cancelled.ts';
