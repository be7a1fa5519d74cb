import { z } from 'zod';
import { AuditRecord } from '../../../domain/audit-record.js';
import { Instant, listOf, listQuery } from '../resources/shared-fields.js';
import { defineRoute, Nothing } from '../route.js';

/** A record as it is kept: its hash is over just these fields. */
const AuditResource = AuditRecord.meta({ id: 'AuditRecord' });

const list = defineRoute({
  method: 'get',
  path: '/audit',
  operationId: 'listAudit',
  tag: 'Audit',
  summary: 'Who did what through what, and what was refused; each record holds the hash of the one before',
  action: 'audit.read',
  params: Nothing,
  query: z.strictObject({
    who: z.string().optional().meta({ description: 'Who showed the token, or in whose name.' }),
    action: z.string().optional().meta({ description: 'Such as `windows.open`.' }),
    outcome: z.enum(['done', 'refused']).optional(),
    target: z.string().optional().meta({ description: 'Part of the target.' }),
    since: Instant.optional(),
    until: Instant.optional(),
    order: z.enum(['newest', 'oldest']).default('newest'),
    ...listQuery,
  }),
  body: Nothing,
  response: listOf(AuditResource),
  async run({ access }, { query }) {
    const { since, until, ...filter } = query;
    const { items, nextCursor } = await access.audit.list({ ...filter, since: instant(since), until: instant(until) });
    return { items: [...items], nextCursor };
  },
});

export const auditRoutes = [list];

function instant(text: string | undefined): number | undefined {
  return text === undefined ? undefined : Date.parse(text);
}
