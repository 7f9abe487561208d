import type { Card } from '../card.ts';
import type { Finding, Grade } from '../findings.ts';
import { type Text, text } from '../text.ts';

const GRADES: readonly Grade[] = ['fault', 'advice', 'fine'];

const MARKS: Readonly<Record<Grade, string>> = { fault: '❌', advice: '⚠️', fine: '✅' };

/** One line for each finding: faults first, then advice. */
export function listFindings(findings: readonly Finding[]): Text[] {
  return GRADES.flatMap((grade) =>
    findings.filter((each) => each.grade === grade).map(({ words }) => text`${MARKS[grade]} ${words}`),
  );
}

/** How it stands as a whole: `2 faults, 1 thing to improve`. */
export function sumUp(findings: readonly Finding[]): { readonly mark: string; readonly words: string } {
  const [faults = 0, advice = 0] = GRADES.map((grade) => count(findings, grade));
  const toImprove = `${advice} ${advice === 1 ? 'thing' : 'things'} to improve`;
  if (faults > 0) {
    const words = `${faults} ${faults === 1 ? 'fault' : 'faults'}`;
    return { mark: MARKS.fault, words: advice > 0 ? `${words}, ${toImprove}` : words };
  }
  return advice > 0
    ? { mark: MARKS.advice, words: `No faults, ${toImprove}` }
    : { mark: MARKS.fine, words: 'All is well' };
}

/** The answer to `doctor` in chat. */
export function doctorReport(findings: readonly Finding[]): Card {
  const shown = findings.flatMap((finding) =>
    finding.inChat === 'hidden' ? [] : [{ ...finding, words: finding.inChat ?? finding.words }],
  );
  const isGood = shown.every(({ grade }) => grade === 'fine');
  return {
    tone: isGood ? 'good' : count(shown, 'fault') > 0 ? 'bad' : 'warning',
    title: text`🔍 ${sumUp(shown).words}`,
    body: [],
    items: listFindings(shown),
    buttons: [],
  };
}

function count(findings: readonly Finding[], grade: Grade): number {
  return findings.filter((each) => each.grade === grade).length;
}
