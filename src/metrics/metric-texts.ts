/** What each metric means, for the `# HELP` line. A name that is not here gets its own words. */
export const METRIC_TEXTS: Readonly<Record<string, string>> = {
  admin_requests_total: 'Answered admin requests, by route and status',
  admin_refused_total: 'Admin requests without a valid token',
  link_acknowledged_total: 'Incidents acknowledged through the link of a page',
};
