import type { Text } from '../../../messages/text.ts';
import type { ButtonAction } from '../../buttonAction.ts';

const ON_A_PAGE = 15;

export interface Page {
  readonly items: readonly Text[];
  /** Where there is more than one page; `page` is counted from 0. */
  readonly place: { readonly page: number; readonly pages: number; readonly items: number } | undefined;
}

/** The items of the page to show, all of them without `paging`. A page after the last is the last. */
export function pageItems(items: readonly Text[], paging: ButtonAction | undefined): Page {
  if (paging === undefined || items.length <= ON_A_PAGE) return { items, place: undefined };
  const pages = Math.ceil(items.length / ON_A_PAGE);
  const page = Math.min(paging.page ?? 0, pages - 1);
  return {
    items: items.slice(page * ON_A_PAGE, (page + 1) * ON_A_PAGE),
    place: { page, pages, items: items.length },
  };
}
