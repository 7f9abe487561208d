import { type RenderOptions, renderColoured, renderPlain } from '../chat/terminal/renderCard.ts';
import type { Shown } from '../chat/terminal/terminalPort.ts';
import type { DemoSummary } from './demo.ts';

/** How the demo writes what it shows: a line each, without the line break at its end. */
export interface DemoWriter {
  shown(shown: Shown, now: number): string;
  summary(summary: DemoSummary, now: number): string;
}

type Reader = Omit<RenderOptions, 'now'>;

/** One JSON object a line, for programs. */
export function createJsonWriter(reader: Reader): DemoWriter {
  return {
    shown({ type, ephemeral, channel, id, card }, now) {
      const text = renderPlain(card, { ...reader, now });
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

/** Cards under a line that tells when, and for whom. */
export function createCardWriter(reader: Reader): DemoWriter {
  return {
    shown({ type, id, card }, now) {
      const clock = new Intl.DateTimeFormat('en-GB', {
        timeZone: reader.timeZone,
        timeStyle: 'medium',
      }).format(now);
      const about = type === 'reply' ? '' : ` · ${id}`;
      return `── ${clock} · ${HEADINGS[type]}${about}\n${renderColoured(card, { ...reader, now })}\n`;
    },
    summary({ checks, calls }) {
      const each = Object.entries(checks).map(([container, count]) => `${container} ${count}`);
      return `Checks: ${each.join(', ') || 'none'}. Calls to Threads in all: ${calls}.`;
    },
  };
}
