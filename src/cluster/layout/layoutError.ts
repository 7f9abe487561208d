/**
 * `moved`: what lies in several partitions hangs together now, or a copy has placed elsewhere what this replica knows.
 * `version`, `format`: the layout was made for records of another version, or in another form. `single`: Redis holds a single
 * store. `busy`: a single process or a copy uses this Redis. `unreadable`: the record of the layout is damaged.
 * `changing`: other replicas changed the layout at each try.
 */
export type LayoutErrorCode = 'moved' | 'version' | 'format' | 'single' | 'busy' | 'unreadable' | 'changing';

/** A replica can't take part in the layout that Redis holds. The message says what to do. */
export class LayoutError extends Error {
  override readonly name = 'LayoutError';
  readonly code: LayoutErrorCode;

  constructor(code: LayoutErrorCode, message: string) {
    super(message);
    this.code = code;
  }
}
