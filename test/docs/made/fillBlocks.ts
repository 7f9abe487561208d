/** A part of a page that is made from the code: between `<!-- made from the code: name -->` and `<!-- end -->`. */
const BLOCK = /<!-- made from the code: (.+?) -->\n[\s\S]*?<!-- end -->/g;

/** What makes the parts of a page, by their names; some are made from the page around them. */
export type Blocks = ReadonlyMap<string, (page: string) => string>;

/**
 * The page, with every part that is made from the code as it is made now.
 *
 * @throws Error for a part that nothing makes
 */
export function fillBlocks(page: string, blocks: Blocks): string {
  return page.replaceAll(BLOCK, (_, name: string) => {
    const make = blocks.get(name);
    if (make === undefined) throw new Error(`Nothing makes the part “${name}”.`);
    return `<!-- made from the code: ${name} -->\n\n${make(page).trim()}\n\n<!-- end -->`;
  });
}

/** The parts of a page that are made from the code, in their order, with the heading that each stands below. */
export function findBlocks(page: string): { readonly name: string; readonly heading: string }[] {
  let heading = '';
  return page.split('\n').flatMap((line) => {
    heading = /^#{1,6} +(.+)$/.exec(line)?.[1] ?? heading;
    const name = /^<!-- made from the code: (.+?) -->$/.exec(line)?.[1];
    return name === undefined ? [] : [{ name, heading }];
  });
}
