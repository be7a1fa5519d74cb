import type { AlertKind } from '../../domain/alert.js';

/** `state`: Icinga 1 sends STALKING for any change of output; it is a problem or a recovery by the state it carries. */
export type NotificationKind = AlertKind | 'state';

/**
 * Types as the command sees them (`PROBLEM`) and as filters call them (`DowntimeRemoved`), of Icinga 2, Icinga 1 and
 * Nagios. FLAPPINGDISABLED ends flapping: nobody watches it any more.
 */
const kinds: ReadonlyMap<string, NotificationKind> = new Map<string, NotificationKind>([
  ['PROBLEM', 'problem'],
  ['RECOVERY', 'recovery'],
  ['ACKNOWLEDGEMENT', 'acknowledgement'],
  ['CUSTOM', 'custom'],
  ['DOWNTIMESTART', 'maintenance-start'],
  ['DOWNTIMEEND', 'maintenance-end'],
  ['DOWNTIMECANCELLED', 'maintenance-end'],
  ['DOWNTIMEREMOVED', 'maintenance-end'],
  ['FLAPPINGSTART', 'flapping-start'],
  ['FLAPPINGEND', 'flapping-end'],
  ['FLAPPINGSTOP', 'flapping-end'],
  ['FLAPPINGDISABLED', 'flapping-end'],
  ['STALKING', 'state'],
]);

export const notificationTypes: readonly string[] = [...kinds.keys()];

/** Undefined for a type that no Icinga or Nagios sends. Case does not matter. */
export function readNotificationType(type: string): NotificationKind | undefined {
  return kinds.get(type.trim().toUpperCase());
}
