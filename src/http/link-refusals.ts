import { messagePage } from '../web/message-page.js';

/** For a link that is older than it may be. */
export const EXPIRED_LINK = messagePage({
  title: 'This link has expired',
  text: 'Links work for 24 hours. Use the link of the latest page about this incident, or acknowledge with pagectl.',
  tone: 'amber',
});

/** For a link that nobody signed, or that did not arrive whole. */
export const UNKNOWN_LINK = messagePage({
  title: 'This link is not valid',
  text: 'It may have been cut off: open the whole link of the message. Nothing was changed.',
  tone: 'red',
});
