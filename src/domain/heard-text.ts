import { z } from 'zod';

/** Words that belong to the carrier: it has acted on them already when we hear of them. */
export const CarrierWord = z.enum(['stop', 'start', 'help']);
export type CarrierWord = z.infer<typeof CarrierWord>;

/** A text that somebody has sent to us. */
export const HeardText = z.object({
  v: z.literal(1),
  /** The provider's own id of it: the same text told again has the same. */
  id: z.string(),
  /** E.164 */
  from: z.string(),
  body: z.string(),
  /** Null: it is none of the carrier's words. */
  word: CarrierWord.nullable(),
  /** When it came in, UTC ms. */
  at: z.number(),
});
export type HeardText = Readonly<z.infer<typeof HeardText>>;
