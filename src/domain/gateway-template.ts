/** How a text is handed to a plain HTTP gateway for SMS, and how its answer is read. `{to} {from} {text}` stand in `url` and `body`. */
export interface GatewayTemplate {
  readonly method: 'GET' | 'POST' | 'PUT';
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | null;
  readonly from: string | null;
  /** HTTP statuses of success; null: 200 to 299. */
  readonly statuses: readonly number[] | null;
  /** What the JSON of the answer must hold besides, by path (`messages.0.status`). */
  readonly fields: readonly { readonly path: string; readonly value: string }[];
  /** Where the id of the message stands in it; null: nowhere. */
  readonly idPath: string | null;
}
