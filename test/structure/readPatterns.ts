import { parseSync, Visitor } from 'oxc-parser';

/** A regular expression as it stands in a source. */
export interface Pattern {
  readonly source: string;
  readonly flags: string;
  readonly line: number;
}

/** Every regular expression that is written in a source in TypeScript. Those that are built of strings are not found. */
export function readPatterns(file: string, text: string): Pattern[] {
  const patterns: Pattern[] = [];
  const visitor = new Visitor({
    Literal(node) {
      if (!('regex' in node)) return;
      const line = text.slice(0, node.start).split('\n').length;
      patterns.push({ source: node.regex.pattern, flags: node.regex.flags, line });
    },
  });
  visitor.visit(parseSync(file, text).program);
  return patterns;
}
