/**
 * Slack's limits for one message, in characters as they are sent.
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
  /** The text beside the blocks. Slack cuts it at 40,000 and advises 4,000. */
  fallbackText: 4_000,
} as const;

/** Slack refuses a message whose blocks are too long in total, but does not publish the limit. */
export const MOST_TEXT = 12_000;

/** As many as fit side by side on a narrow screen. */
export const BUTTONS_IN_A_ROW = 5;

/**
 * Slack's limits for a form, in characters.
 *
 * @see https://docs.slack.dev/reference/views/modal-views
 */
export const VIEW_LIMITS = {
  title: 24,
  label: 2_000,
  placeholder: 150,
  choice: 75,
  /** The choices of one select. */
  choices: 100,
  value: 3_000,
  problem: 200,
} as const;
