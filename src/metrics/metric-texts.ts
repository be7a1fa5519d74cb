/** What each metric means, for the `# HELP` line. A name that is not here gets its own words. */
export const METRIC_TEXTS: Readonly<Record<string, string>> = {
  admin_refused_total: 'Admin requests without a valid token',
  admin_requests_total: 'Answered admin requests, by route and status',
  alert_requests_total: 'Answered alert requests, by source and status',
  alerts_total: 'Accepted alerts, by source and how they ended',
  canaries_total: 'Synthetic alerts sent from intake to outbox each minute, by how they ended',
  canary_last_seconds: 'When the canary last arrived, seconds since 1970',
  heartbeats_total: 'Pings of HEARTBEAT_URL, by outcome; withheld: the router could not prove that it can page',
  link_acknowledged_total: 'Incidents acknowledged through the link of a page',
  notifications_total: 'Messages to people, by channel and what became of them',
  possible_duplicates_total: 'Messages sent again because it was unknown whether they had gone out',
  rules_broken: '1 while the rules files are broken and the last good set is in force',
  source_silent: '1 while a source that must be heard (or a node of it) is silent',
  unreadable_alerts_total: 'Alert requests that could not be read, by source',
  worker_rebuilds_total: 'Queue workers replaced because they took no wake-ups',
  wrong_tokens_total: 'Alert requests with a wrong token, by source',
};
