/**
 * Where each field of a notification stands: Icinga 2 runtime macro, then Icinga 1 / Nagios macro. Order is precedence.
 * See https://icinga.com/docs/icinga-2/latest/doc/03-monitoring-basics/#runtime-macros
 */
const ofNotification = {
  type: ['notification.type', 'NOTIFICATIONTYPE'],
  author: ['notification.author', 'NOTIFICATIONAUTHOR', 'NOTIFICATIONAUTHORNAME'],
  comment: ['notification.comment', 'NOTIFICATIONCOMMENT'],
  host: ['host.name', 'HOSTNAME'],
  service: ['service.name', 'SERVICEDESC'],
  sentAt: ['icinga.timet', 'TIMET'],
  eventId: ['eventId'],
  spooled: ['spooled'],
} as const;

const ofHost = {
  state: ['host.state', 'HOSTSTATE'],
  stateId: ['host.state_id', 'HOSTSTATEID'],
  output: ['host.output', 'HOSTOUTPUT'],
  longOutput: ['LONGHOSTOUTPUT'],
  stateSince: ['host.last_state_change', 'LASTHOSTSTATECHANGE'],
  downtimeDepth: ['host.downtime_depth', 'HOSTDOWNTIME'],
  pagingService: ['pagingService', 'host.vars.paging_service', '_HOSTPAGING_SERVICE'],
} as const;

const ofService = {
  state: ['service.state', 'SERVICESTATE'],
  stateId: ['service.state_id', 'SERVICESTATEID'],
  output: ['service.output', 'SERVICEOUTPUT'],
  longOutput: ['LONGSERVICEOUTPUT'],
  stateSince: ['service.last_state_change', 'LASTSERVICESTATECHANGE'],
  downtimeDepth: ['service.downtime_depth', 'SERVICEDOWNTIME'],
  pagingService: [
    'pagingService',
    'service.vars.paging_service',
    '_SERVICEPAGING_SERVICE',
    'host.vars.paging_service',
    '_HOSTPAGING_SERVICE',
  ],
} as const;

export type MacroField = keyof typeof ofNotification | keyof typeof ofHost;
export type MacroNames = Readonly<Record<MacroField, readonly string[]>>;

/** A service notification of a host that is down is about the service: only one of the two sets is read. */
export const hostMacroNames: MacroNames = { ...ofNotification, ...ofHost };
export const serviceMacroNames: MacroNames = { ...ofNotification, ...ofService };
