/** A channel's id: of a public or private channel, or of a direct message. */
const ID = /^[CGD][A-Z0-9]{7,20}$/;

/** What stands before the id in the link to a channel, or to a message in it. */
const LINK =
  /^https:\/\/[\w.-]{1,100}\/(?:archives|client\/[A-Z0-9]{1,30})\/([CGD][A-Z0-9]{7,20})(?:[/?].*)?$/;

/** As Slack lets people name a channel; letters of every script. */
const NAME = /^#?([\p{Ll}\p{Lo}\p{N}_-]{1,80})$/u;

/**
 * Reads a channel as people give it: its link, its id, or its name.
 *
 * @returns what the Web API takes for a channel; `undefined` where it is none of these
 */
export function readChannel(typed: string): string | undefined {
  const text = typed.trim();
  const id = ID.exec(text)?.[0] ?? LINK.exec(text)?.[1];
  if (id !== undefined) return id;
  const name = NAME.exec(text)?.[1];
  return name === undefined ? undefined : `#${name}`;
}
