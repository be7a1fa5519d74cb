import type { Source } from '../../ports.js';
import type { Draft } from '../parse-each.js';
import { parseEach } from '../parse-each.js';
import { type RawRecord, readRecords } from '../read-records.js';
import { isOwnAuthor } from './own-marks.js';
import { toDraft } from './to-draft.js';

/**
 * Icinga 2, Icinga 1 and Nagios: macros of a notification as JSON (one or an array) or as a form. `isAsked`: the router makes
 * downtimes there for its windows, so a depth alone does not say that people have made one.
 */
export function createIcingaSource({ isAsked }: { readonly isAsked: boolean }): Source {
  return {
    name: 'icinga',
    acceptsGet: false,
    parse: (request) => parseEach(readRecords(request), (record) => markEcho(record, isAsked)),
  };
}

/** Of an Icinga that is only heard. */
export const icingaSource: Source = createIcingaSource({ isAsked: false });

function markEcho(record: RawRecord, isAsked: boolean): Draft {
  const read = toDraft(record);
  if (read.kind !== 'draft') return read;
  const { kind, author, downtimeDepth = 0 } = read.draft;
  const mayBeOwn = isAsked && downtimeDepth > 0 && kind !== 'maintenance-start';
  return isOwnAuthor(author) || mayBeOwn ? { ...read, draft: { ...read.draft, ownDowntime: true } } : read;
}
