/** The kinds of alerts that a channel can choose among, in people's words. */
export const ALERT_KINDS = [
  'failures',
  'expiries',
  'unpublished',
  'delays',
  'quotas',
  'outages',
  'tokens',
] as const;

export type AlertKind = (typeof ALERT_KINDS)[number];
