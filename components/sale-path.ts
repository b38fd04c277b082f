const saleFrom = /^\/(?:checkout|concerts\/[^/]+\/(?:dates|queue|seats))(?:\/|$)/;

/** Returns true for the pages from the waiting room to the payment, from which nothing leads away. */
export const isInSale = (path: string): boolean => saleFrom.test(path);
