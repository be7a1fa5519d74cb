import { cutToFit } from '../deliver/cut-text.js';
import { countSegments, foldToGsm7, needsUcs2 } from '../deliver/gsm7.js';

/**
 * One text of one segment: of its middle (a title, a list) as much as there is room for. Letters that have no look-alike in GSM-7 are kept
 * where they are most of the text, at the price of room.
 */
export function fitReply(head: string, middle = '', tail = ''): string {
  const spell = needsUcs2(middle) ? (text: string) => text : foldToGsm7;
  const [start, cuttable, end] = [spell(head), spell(middle), spell(tail)];
  const fits = (text: string) => countSegments(text) <= 1;
  const cut = cutToFit(cuttable, (text) => fits(start + text + end));
  return cutToFit(start + cut + end, fits);
}
