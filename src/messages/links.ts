import { link, type Text, text } from './text.ts';

/** Where a message can point to. What is left out has no address. */
export interface MessageLinks {
  /** The address of the message that shows a notification. @param id the notification's */
  readonly of?: ((id: string) => string | undefined) | undefined;
  /** The address of the folder `docs` of this project, where a copy of it is hosted. */
  readonly docs?: string | undefined;
}

/** A link to the message of another notification; nothing where it has no address. */
export function linkToMessage({ of }: MessageLinks, id: string | undefined, words: string): Text[] {
  const url = id === undefined ? undefined : of?.(id);
  return url === undefined ? [] : [text`${link(url, words)}`];
}

/** A link to the page that explains an error; nothing where the documentation is not hosted. @param topic its anchor */
export function linkToDocs({ docs }: MessageLinks, topic: string | undefined): Text[] {
  if (docs === undefined || topic === undefined) return [];
  return [
    text`${link(`${docs.endsWith('/') ? docs : `${docs}/`}errors.md#${topic}`, 'More about this error')}`,
  ];
}
