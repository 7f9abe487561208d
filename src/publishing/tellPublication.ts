import type { ContentOf } from '../messages/content.ts';
import type { Outbox } from '../notifications/outbox.ts';
import { hasEnded, type Publication } from './publication.ts';

/** What the channel's message says of a publication; `undefined` while there is nothing to say. */
export function toContent(publication: Publication): ContentOf<'publication'> | undefined {
  const { account, container, note, by, outcomes } = publication;
  if (outcomes.length === 0) return undefined;
  return { kind: 'publication', account, container, ...(note !== undefined && { note }), by, outcomes };
}

/** Stores the one message of a publication, or what is added to it. The same again changes nothing. */
export async function tellPublication(outbox: Outbox, publication: Publication, at: number): Promise<void> {
  const content = toContent(publication);
  if (content === undefined) return;
  const id = `publication/${publication.id}`;
  const final = hasEnded(publication);
  await outbox.add(id, publication.channel, content, { at, final });
  await outbox.revise(id, (told) =>
    JSON.stringify(told.content) === JSON.stringify(content) && told.final === final
      ? undefined
      : { content, final },
  );
}
