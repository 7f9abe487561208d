import type { ChatPort } from '../chat/port.ts';
import type { Finding } from '../messages/doctorReport.ts';
import { text } from '../messages/text.ts';
import type { Place } from '../place.ts';

/** Whether the bot can post in a channel; nothing where the platform has no way to tell. */
export async function checkPlace(port: ChatPort | undefined, place: Place): Promise<Finding[]> {
  if (port?.checkPlace === undefined) return [];
  const problem = await port.checkPlace(place);
  return problem === undefined
    ? [{ isOk: true, words: text`This channel can be posted to` }]
    : [{ isOk: false, words: text`${problem}` }];
}
