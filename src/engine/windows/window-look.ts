/** What a look at a window left behind. */
export interface WindowLook {
  /** Contact methods with something due now. */
  readonly dueMethods: readonly string[];
  /** When to look again, UTC ms; null: never. */
  readonly lookAt: number | null;
}
