import type { Text } from '../../../messages/text.ts';
import type { ButtonValue } from './buttonValue.ts';

const ON_A_PAGE = 15;

/** Commands that change nothing: they are asked again to show another page. The others show all at once. */
const REPEATABLE: ReadonlySet<string> = new Set(['accounts', 'doctor', 'help', 'more', 'watches']);

/** What was asked, where its answer can be shown page by page. */
export type Asked = ButtonValue;

export interface Page {
  readonly items: readonly Text[];
  /** Where there is more than one page; counted from 0. */
  readonly place: { readonly page: number; readonly pages: number; readonly items: number } | undefined;
}

/** The items to show; a page that no longer exists is the last. */
export function pageItems(items: readonly Text[], asked: Asked | undefined): Page {
  if (asked === undefined || !REPEATABLE.has(asked.command) || items.length <= ON_A_PAGE)
    return { items, place: undefined };
  const pages = Math.ceil(items.length / ON_A_PAGE);
  const page = Math.min(asked.page ?? 0, pages - 1);
  return {
    items: items.slice(page * ON_A_PAGE, (page + 1) * ON_A_PAGE),
    place: { page, pages, items: items.length },
  };
}
