import { z } from 'zod';
import { type Difference, DifferenceKind } from '../../../domain/source-state.js';
import type { Reconciliation } from '../../../engine/reconcile/reconcile.js';
import { Instant, isoTimeOrNull } from './shared-fields.js';

const DifferenceResource = z
  .object({
    kind: DifferenceKind,
    key: z.string(),
    host: z.string().nullable(),
    check: z.string().nullable().meta({ description: 'null: the host itself' }),
    incident: z.number().int().nullable().meta({ description: 'Number of the open incident that it is part of.' }),
    text: z.string(),
    mended: z
      .enum(['here', 'there', 'no'])
      .meta({ description: 'Which side follows the other at the next comparison; `no`: it is only shown.' }),
  })
  .meta({ id: 'Difference' });

/** Where a source and the router differ. */
export const ReconciliationResource = z
  .object({
    source: z.string().nullable().meta({ description: 'null: no source can be asked; see ICINGA2_API_URL.' }),
    reachable: z.boolean(),
    because: z.string().nullable().meta({ description: 'Why the source could not be asked now.' }),
    comparedAt: Instant.nullable().meta({ description: 'When some process last compared both sides and mended them.' }),
    failingSince: Instant.nullable().meta({ description: 'Since when that fails.' }),
    items: z.array(DifferenceResource),
  })
  .meta({ id: 'Reconciliation', description: 'What the router and a source say differently now.' });

export function reconciliationResource(found: Reconciliation | null): z.input<typeof ReconciliationResource> {
  return {
    source: found?.source ?? null,
    reachable: found?.differences != null,
    because: found?.because ?? null,
    comparedAt: isoTimeOrNull(found?.last?.comparedAt ?? null),
    failingSince: isoTimeOrNull(found?.last?.failing?.since ?? null),
    items: (found?.differences ?? []).map(differenceResource),
  };
}

function differenceResource({ kind, key, host, check, incident, text, mend }: Difference) {
  return { kind, key, host, check, incident, text, mended: followerOf(mend) };
}

function followerOf(mend: Difference['mend']): 'here' | 'there' | 'no' {
  if (mend === null) return 'no';
  return mend.to === 'source' ? 'there' : 'here';
}
