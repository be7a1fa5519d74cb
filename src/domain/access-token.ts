import { z } from 'zod';

/** A token as it is kept and shown: never the token itself, which only its maker has seen. Instants are UTC ms. */
export const AccessToken = z.object({
  v: z.literal(1),
  /** 12 hex digits, also the middle part of the token: `pgr_<id>_<secret>`. */
  id: z.string(),
  /** What it is for, in its maker's words. */
  name: z.string(),
  /** Whose it is; null: a robot's, which may do what its scopes name. */
  person: z.string().nullable(),
  /** As `formatScope` writes them; null: all that its person may do. */
  scopes: z.array(z.string()).nullable(),
  createdAt: z.number(),
  createdBy: z.string(),
  expiresAt: z.number(),
  /** To the minute; null: never. */
  lastUsedAt: z.number().nullable(),
  revokedAt: z.number().nullable(),
  revokedBy: z.string().nullable(),
});
export type AccessToken = Readonly<z.infer<typeof AccessToken>>;
