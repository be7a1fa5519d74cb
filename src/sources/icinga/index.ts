import type { Source } from '../../ports.js';
import { parseEach } from '../parse-each.js';
import { readRecords } from '../read-records.js';
import { toDraft } from './to-draft.js';

/** Icinga 2, Icinga 1 and Nagios: macros of a notification as JSON (one or an array) or as a form. */
export const icingaSource: Source = {
  name: 'icinga',
  acceptsGet: false,
  parse: (request) => parseEach(readRecords(request), toDraft),
};
