import type { ErrorRequestHandler } from 'express';
import type { Log } from '../ports.js';
import { PAGE_HEADERS } from '../web/layout.js';
import { messagePage } from '../web/message-page.js';
import { UNKNOWN_LINK } from './link-refusals.js';

/** A failure on the link page is told in its own words: the reader must know that nobody was told yet. */
export function linkFailure(log: Log): ErrorRequestHandler {
  return (error: unknown, req, res, _next) => {
    // Express decodes the token: what it cannot decode is no link of ours.
    if (error instanceof URIError) return void res.writeHead(404, PAGE_HEADERS).end(UNKNOWN_LINK);
    // The body parser's: no button of ours sends such a form.
    if (error instanceof Error && 'type' in error) return void res.writeHead(400, PAGE_HEADERS).end(UNKNOWN_LINK);
    log.error({ method: req.method, err: error }, 'link page failed');
    res.writeHead(503, { ...PAGE_HEADERS, 'Retry-After': '5' }).end(FAILED);
  };
}

const FAILED = messagePage({
  title: 'It could not be done right now',
  text: 'The router cannot reach its store. What you pressed may not have been recorded, and paging may go on: try again in a few seconds.',
  tone: 'red',
});
