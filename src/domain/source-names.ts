/** The kinds of senders that there are: `/webhooks/<name>`, `SOURCE_TOKEN_<NAME>`, `sources` of the rules. */
export const sourceNames = ['icinga', 'watchmouse', 'generic'] as const;
