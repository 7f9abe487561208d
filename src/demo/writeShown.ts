import { type RenderOptions, renderColoured, renderPlain } from '../chat/terminal/renderCard.ts';
import type { Shown } from '../chat/terminal/terminalPort.ts';
import { wrapLine } from '../chat/terminal/wrapLine.ts';
import type { HookAnswer } from '../hooks/hookAnswer.ts';
import type { DemoSummary } from './demo.ts';

/** Writes what the demo shows, without a line break at the end. */
export interface DemoWriter {
  shown(shown: Shown, now: number): string;
  /** What a hook answered to the program that a line played. */
  hookAnswer(answer: HookAnswer, now: number): string;
  summary(summary: DemoSummary, now: number): string;
}

type Rendering = Pick<RenderOptions, 'commandName' | 'timeZone'>;

/** Writes one JSON object per line, for programs. */
export function createJsonWriter(rendering: Rendering): DemoWriter {
  return {
    shown({ type, ephemeral, channel, id, card, buttons }, now) {
      const at = new Date(now).toISOString();
      const text = renderPlain(card, { ...rendering, now, buttons });
      const pressable = buttons.map(({ number, label }) => ({ number, label }));
      return JSON.stringify({ at, type, ephemeral, channel, id, text, buttons: pressable });
    },
    hookAnswer({ http, body }, now) {
      return JSON.stringify({ at: new Date(now).toISOString(), type: 'hook', http, body });
    },
    summary({ checks, calls }) {
      return JSON.stringify({ type: 'summary', checks, calls });
    },
  };
}

const HEADINGS: Record<Shown['type'], string> = {
  reply: 'for you alone',
  message: 'to the channel',
  edit: 'edited',
};

/**
 * Writes cards for people, each under a line with its time and its readers, and the date above the first of each day.
 *
 * @param readColumns the width of the terminal at this moment; nothing is wrapped where it has none
 */
export function createCardWriter(rendering: Rendering, readColumns: () => number | undefined): DemoWriter {
  const { timeZone } = rendering;
  const clock = new Intl.DateTimeFormat('en-GB', { timeZone, timeStyle: 'medium' });
  const day = new Intl.DateTimeFormat('en-GB', {
    timeZone,
    weekday: 'short',
    day: 'numeric',
    month: 'short',
    year: 'numeric',
  });
  let lastDay: string | undefined;
  const writeDay = (now: number): string => {
    const today = day.format(now).replace(',', '');
    if (today === lastDay) return '';
    lastDay = today;
    return `— ${today} —\n\n`;
  };
  return {
    shown({ type, id, card, buttons }, now) {
      const about = type === 'reply' ? '' : ` · ${id}`;
      const columns = readColumns();
      const heading = wrapLine(`── ${clock.format(now)} · ${HEADINGS[type]}${about}`, columns);
      return `${writeDay(now)}${heading}\n${renderColoured(card, { ...rendering, now, columns, buttons })}\n`;
    },
    hookAnswer({ http, body }, now) {
      const heading = wrapLine(`── ${clock.format(now)} · the hook to the program`, readColumns());
      return `${writeDay(now)}${heading}\n${http} ${JSON.stringify(body)}\n`;
    },
    summary({ checks, calls }) {
      const each = Object.entries(checks).map(([container, count]) => `${container} ${count}`);
      return `Checks: ${each.join(', ') || 'none'}. Calls to Threads in all: ${calls}.`;
    },
  };
}
