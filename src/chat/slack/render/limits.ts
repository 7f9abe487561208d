/**
 * What Slack takes in one message; characters are counted as they are sent.
 *
 * @see https://docs.slack.dev/reference/block-kit/blocks
 */
export const LIMITS = {
  blocks: 50,
  sectionText: 3_000,
  headerText: 150,
  contextText: 2_000,
  contextElements: 10,
  buttonText: 75,
  buttonValue: 2_000,
  actionId: 255,
  actionsElements: 25,
  /** Of the words beside the blocks; Slack cuts them at 40,000 and advises a tenth of that. */
  fallbackText: 4_000,
} as const;

/** Slack refuses messages whose blocks are too long as a whole, and does not say where that begins. */
export const MOST_TEXT = 12_000;

/** What fits beside one another on a narrow screen. */
export const BUTTONS_IN_A_ROW = 5;
