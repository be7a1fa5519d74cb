import type { Rotation, RotationUnit } from '../../../domain/schedule.js';
import { textValue, type Wrong } from './text-value.js';

const UNITS: Readonly<Record<string, RotationUnit>> = { h: 'hours', d: 'days', w: 'weeks', mo: 'months' };

/** Schema of the length of a shift: `8h`, `1d`, `1w`, `1mo`. */
export const rotationLength = textValue((text): Rotation['every'] | Wrong => {
  const [, digits, letter] = /^(\d{1,4})(h|d|w|mo)$/.exec(text) ?? [];
  const unit = UNITS[letter ?? ''];
  const count = Number(digits);
  if (unit !== undefined && count > 0) return { count, unit };
  return { wrong: 'expected the length of a shift such as 8h, 1d, 1w or 1mo' };
});
