import { z } from 'zod';
import type { PageRecord } from '../../domain/delivery.js';
import { Page } from '../../domain/page.js';
import { key } from '../keys.js';
import type { Store } from '../script.js';

const CallState = z.enum(['pending', 'fallback', 'claimed', 'sent', 'failed', 'dropped', 'cancelled']);

/** A page with the state of its calls, kept for 30 days. */
export async function readPage(store: Store, pageId: string): Promise<PageRecord | null> {
  const fields = await store.redis.hgetall(key(store.prefix, 'page', pageId));
  if (fields.doc === undefined) return null;
  const page = Page.parse(JSON.parse(fields.doc));
  return { page, calls: new Map(page.calls.map(({ id }) => [id, CallState.parse(fields[`s:${id}`])])) };
}
