import { maskAddress } from './channel.js';

const PHONE = /(?<![\w+])\+\d[\d ]{6,16}\d\b/g;
const MAIL = /[\w.+-]{1,64}@[\w-]+(?:\.[\w-]+)+/g;
const QUERY_SECRET = /([?&](?:token|secret|key|signature|access_token)=)[^&\s"]+/gi;
const URL_PASSWORD = /(\b[a-z][a-z0-9+.-]{0,30}:\/\/)[^/\s@]*@/gi;
const LINK = /(\/[ar]\/)[\w-]{32,64}(?![\w-])/g;
const TOKEN = /\bpgr_[\w-]{16,}/g;
const BEARER = /\b(Bearer|Basic)\s+[\w.~+/=-]+/gi;

/** A text without whole numbers, mail addresses, tokens or links that act. */
export function maskText(text: string): string {
  return text
    .replace(URL_PASSWORD, '$1•••@')
    .replace(QUERY_SECRET, '$1•••')
    .replace(BEARER, '$1 •••')
    .replace(LINK, '$1•••')
    .replace(TOKEN, 'pgr_•••')
    .replace(PHONE, (number) => maskAddress(number.replaceAll(' ', '')))
    .replace(MAIL, maskAddress);
}
