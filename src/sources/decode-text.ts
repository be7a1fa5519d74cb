import { isUtf8 } from 'node:buffer';

/** Well-formed UTF-8 sequences of more than one byte, as Latin-1 text. */
const MULTIBYTE =
  /[\xC2-\xDF][\x80-\xBF]|\xE0[\xA0-\xBF][\x80-\xBF]|[\xE1-\xEC\xEE\xEF][\x80-\xBF]{2}|\xED[\x80-\x9F][\x80-\xBF]|\xF0[\x90-\xBF][\x80-\xBF]{2}|[\xF1-\xF3][\x80-\xBF]{3}|\xF4[\x80-\x8F][\x80-\xBF]{2}/g;

/**
 * Text of bytes that should be UTF-8. Plugins print in whatever encoding their host has, so bytes that are not UTF-8 are
 * read as Latin-1: never refused, and two names that differ stay different.
 */
export function decodeText(bytes: Buffer): string {
  if (isUtf8(bytes)) return bytes.toString('utf8');
  return bytes.toString('latin1').replace(MULTIBYTE, (sequence) => Buffer.from(sequence, 'latin1').toString('utf8'));
}
