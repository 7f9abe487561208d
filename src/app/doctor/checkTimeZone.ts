import { advice, type Finding, fine } from '../../messages/findings.ts';
import { text } from '../../messages/text.ts';
import { describeUnknownZone, readTimeZone } from '../pinTimeZone.ts';

/** Whether the zone whose hours QUOTA_CRON means is one that is known. */
export function checkTimeZone(environment: NodeJS.ProcessEnv): Finding[] {
  const { timeZone, isKnown } = readTimeZone(environment);
  const { TZ } = environment;
  return isKnown
    ? [fine(text`QUOTA_CRON means the hours of ${timeZone}; people set their own with /threads alerts`)]
    : [advice(text`${describeUnknownZone(TZ)}`)];
}
