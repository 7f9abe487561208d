import type { Card } from '../card.ts';
import { type Text, text } from '../text.ts';

/** The result of one check: OK, or what to do. */
export interface Finding {
  readonly isOk: boolean;
  readonly words: Text;
}

/** The answer to `doctor`: one line for each check; the failed checks come first. */
export function doctorReport(findings: readonly Finding[]): Card {
  const toDo = findings.filter(({ isOk }) => !isOk);
  const passed = findings.filter(({ isOk }) => isOk);
  return {
    tone: toDo.length === 0 ? 'good' : 'warning',
    title:
      toDo.length === 0
        ? text`🔍 All is well`
        : text`🔍 ${toDo.length} ${toDo.length === 1 ? 'thing' : 'things'} to do`,
    body: [],
    items: [...toDo.map(({ words }) => text`⚠️ ${words}`), ...passed.map(({ words }) => text`OK ${words}`)],
    buttons: [],
  };
}
