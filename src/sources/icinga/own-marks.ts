import type { OwnMark } from '../../domain/source-state.js';

const authorPrefix = 'paging-router/';
const longestComment = 900;
const MARK = /\[paging-router (window|incident) ([^\]\s]{1,200})\]$/;

/** Who Icinga says has made what the router makes there: `paging-router/roan`. */
export function ownAuthor(by: string): string {
  return `${authorPrefix}${by}`;
}

export function isOwnAuthor(author: string | undefined): boolean {
  return author?.startsWith(authorPrefix) ?? false;
}

/** `deploy 1.2 [paging-router window 3fa9]`: what it stands for here is found again by its end. */
export function markComment(text: string, { kind, id }: OwnMark): string {
  const said = text.replace(/\s+/g, ' ').trim();
  return `${[...said].slice(0, longestComment).join('')} [paging-router ${kind} ${id}]`;
}

/** What a comment of Icinga stands for here; null: people made it, or a router that marks otherwise. */
export function readMark(author: string, comment: string): OwnMark | null {
  const [, kind, id] = (isOwnAuthor(author) && MARK.exec(comment)) || [];
  if (id === undefined || (kind !== 'window' && kind !== 'incident')) return null;
  return { kind, id };
}
