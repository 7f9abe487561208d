import { type RenderOptions, renderColoured, renderPlain } from '../chat/terminal/renderCard.ts';
import type { Shown } from '../chat/terminal/terminalPort.ts';
import type { DemoSummary } from './demo.ts';

/** Writes what the demo shows, without a line break at the end. */
export interface DemoWriter {
  shown(shown: Shown, now: number): string;
  summary(summary: DemoSummary, now: number): string;
}

type Rendering = Omit<RenderOptions, 'now'>;

/** Writes one JSON object per line, for programs. */
export function createJsonWriter(rendering: Rendering): DemoWriter {
  return {
    shown({ type, ephemeral, channel, id, card }, now) {
      const text = renderPlain(card, { ...rendering, now });
      return JSON.stringify({ at: new Date(now).toISOString(), type, ephemeral, channel, id, text });
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

/** Writes cards for people, each under a line with its time and its readers. */
export function createCardWriter(rendering: Rendering): DemoWriter {
  return {
    shown({ type, id, card }, now) {
      const clock = new Intl.DateTimeFormat('en-GB', {
        timeZone: rendering.timeZone,
        timeStyle: 'medium',
      }).format(now);
      const about = type === 'reply' ? '' : ` · ${id}`;
      return `── ${clock} · ${HEADINGS[type]}${about}\n${renderColoured(card, { ...rendering, now })}\n`;
    },
    summary({ checks, calls }) {
      const each = Object.entries(checks).map(([container, count]) => `${container} ${count}`);
      return `Checks: ${each.join(', ') || 'none'}. Calls to Threads in all: ${calls}.`;
    },
  };
}
