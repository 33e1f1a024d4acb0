// The consent page as a browser without scripts reads it: one form, and what it would send.
import type { Gateway, Query } from "./gateway.ts";

export interface Form {
  /** Null when the page offers nothing to approve. */
  action: string | null;
  fields: Record<string, string>;
  /** The values of `scenario` to choose from. */
  scenarios: string[];
  html: string;
}

const entities: Record<string, string> = { amp: "&", lt: "<", gt: ">", quot: '"', "#x27": "'", "#39": "'" };
const decode = (text: string) => text.replace(/&([#\w]+);/g, (all, name) => entities[name] ?? all);

const attributes = (tag: string): Record<string, string> =>
  Object.fromEntries(
    [...tag.matchAll(/([\w-]+)="([^"]*)"/g)].map(([, name, value]) => [name, decode(value ?? "")]),
  );

export async function pageForm(gateway: Gateway, query: Query): Promise<Form> {
  const response = await gateway.page(query);
  const html = response.status === 200 ? await response.text() : "";
  const inputs = [...html.matchAll(/<input [^>]*>/g)].map(([tag]) => attributes(tag));
  const hidden = inputs.filter(({ type }) => type === "hidden");
  const [form] = /<form [^>]*>/.exec(html) ?? [];
  return {
    action: form && /value="approve"/.test(html) ? (attributes(form).action ?? null) : null,
    fields: Object.fromEntries(hidden.map(({ name = "", value = "" }) => [name, value])),
    scenarios: inputs.filter(({ name }) => name === "scenario").map(({ value = "" }) => value),
    html,
  };
}
