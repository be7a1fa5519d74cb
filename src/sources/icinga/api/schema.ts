import { z } from 'zod';

/** What is read of Icinga's objects, see https://icinga.com/docs/icinga-2/latest/doc/09-object-types/. Instants are seconds. */

const Vars = z.record(z.string(), z.unknown()).nullish();

const monitored = {
  last_check: z.number(),
  last_hard_state: z.number(),
  last_hard_state_change: z.number(),
  last_state_change: z.number(),
  last_check_result: z.object({ output: z.string() }).nullish(),
  flapping: z.boolean(),
  acknowledgement: z.number(),
  acknowledgement_expiry: z.number(),
  downtime_depth: z.number(),
  enable_notifications: z.boolean(),
  groups: z.array(z.string()).nullish(),
  vars: Vars,
};

export const HostObject = z.object({ attrs: z.object({ name: z.string(), ...monitored }) });
export type HostObject = z.infer<typeof HostObject>;

export const ServiceObject = z.object({
  attrs: z.object({ name: z.string(), host_name: z.string(), ...monitored }),
  joins: z.object({ host: z.object({ groups: z.array(z.string()).nullish(), vars: Vars }).optional() }),
});
export type ServiceObject = z.infer<typeof ServiceObject>;

const about = { author: z.string(), host_name: z.string(), service_name: z.string() };

export const DowntimeObject = z.object({
  name: z.string(),
  attrs: z.object({
    ...about,
    comment: z.string(),
    start_time: z.number(),
    end_time: z.number(),
    fixed: z.boolean(),
    duration: z.number(),
    trigger_time: z.number(),
  }),
});
export type DowntimeObject = z.infer<typeof DowntimeObject>;

export const CommentObject = z.object({ attrs: z.object({ ...about, text: z.string(), entry_time: z.number() }) });
export type CommentObject = z.infer<typeof CommentObject>;

export const ApplicationStatus = z.object({
  status: z.object({
    icingaapplication: z.object({ app: z.object({ node_name: z.string(), program_start: z.number() }) }),
  }),
});

export const EndpointObject = z.object({ name: z.string() });

/** The attributes asked for, so that an answer is no larger than it must be. */
const attrs = Object.keys(monitored);
export const HOST_QUESTION = { attrs: ['name', ...attrs] };
export const SERVICE_QUESTION = { attrs: ['name', 'host_name', ...attrs], joins: ['host.groups', 'host.vars'] };
