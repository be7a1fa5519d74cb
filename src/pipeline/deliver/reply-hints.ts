import { isProblemPage, type PageReason } from '../../domain/page.js';

const FIRST_BUNDLE = 100;

/**
 * How a page may be answered by text, the fullest first: `12a=ack 12r=resolve`. Codes from 100 on stand for all of a bundle.
 * None without a code, nor for what wants no answer.
 */
export function replyHints(code: number | null, reason: PageReason): readonly string[] {
  if (code === null || !isProblemPage(reason)) return [];
  if (code >= FIRST_BUNDLE) return [`${code}aa=ack all ${code}rr=resolve all`, `${code}aa=ack all`];
  if (reason === 'update') return [`${code}r=resolve ${code}e=escalate`, `${code}r=resolve`];
  return [`${code}a=ack ${code}r=resolve ${code}e=escalate`, `${code}a=ack ${code}r=resolve`, `${code}a=ack`];
}
