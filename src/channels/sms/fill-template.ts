/** Where the words of a message are put, and so how they are written. */
export type Filling = 'url' | 'json' | 'xml' | 'plain';

const PLACEHOLDER = /\{(to|from|text)\}/g;

/** A template with its placeholders filled, each written so that no word of a message can end its place. */
export function fillTemplate(
  template: string,
  words: Readonly<Record<'to' | 'from' | 'text', string>>,
  filling: Filling,
): string {
  return template.replace(PLACEHOLDER, (_, name: 'to' | 'from' | 'text') => written(words[name], filling));
}

function written(word: string, filling: Filling): string {
  if (filling === 'json') return JSON.stringify(word).slice(1, -1);
  if (filling === 'url') return encodeURIComponent(Buffer.from(word).toString());
  return filling === 'xml' ? word.replace(/[<>&'"]/g, (sign) => `&#${sign.charCodeAt(0)};`) : word;
}
