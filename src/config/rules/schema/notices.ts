import type { z } from 'zod';
import { fields, Names } from '../values/shapes.js';

/** Schema of `notices`: who is told, by mail, in place of everybody whom it concerns. */
export const NoticesEntry = fields({ maintenance: Names.optional() });
export type NoticesEntry = Readonly<z.infer<typeof NoticesEntry>>;
