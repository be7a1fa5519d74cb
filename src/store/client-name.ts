/** Name of the ledger's connections in CLIENT LIST: tells a live router from a dead one. */
export const CLIENT_NAME = 'paging-router';
