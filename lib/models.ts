// The models on offer: the provider's list, cut down to what a person chooses by.
import "server-only";
import { z } from "zod";
import { fit } from "./body.ts";
import { call, readAnswer } from "./call.ts";
import { during, Problem } from "./errors.ts";
import { modelId } from "./settings.ts";

/** A person waits for it. */
const TIMEOUT = 5000;
/** The whole list is near 1 MB. */
const MAX_BYTES = 4 * 1024 * 1024;
/** The whole list comes at once (CONTRACT 1.5), unless the provider cuts it up one day. */
const MAX_PAGES = 5;

/** A model to choose. Prices are in dollars per million tokens, or null where they are unknown or depend on the route. */
export interface Model {
  id: string;
  name: string;
  author: string;
  context: number | null;
  input: number | null;
  output: number | null;
}

/** Dollars per token as a decimal string; "-1" stands for a router, whose price depends on where it leads. */
const price = z
  .string()
  .regex(/^\d{1,6}(\.\d{1,20})?$/)
  .transform((text) => Number((Number(text) * 1e6).toFixed(6))) // 3e-7 * 1e6 is not quite 0.3
  .nullable()
  .catch(null);

const row = z.object({
  id: modelId,
  name: z.string().trim().min(1).max(200),
  context_length: z.int().positive().nullable().catch(null),
  pricing: z.object({ prompt: price, completion: price }).catch({ prompt: null, completion: null }),
});

/** The rows are looked at one by one, so that a strange one costs only itself. */
const listAnswer = z.object({
  data: z.array(z.unknown()),
  links: z.object({ next: z.string().nullable() }).nullish().catch(null),
});

/** What is usable of the provider's rows: by author, and in the provider's own order, newest first, within one. */
export function readModels(rows: unknown[]): Model[] {
  const usable = rows.flatMap((candidate) => fit(row, candidate).data ?? []);
  const authors = new Map<string, string>(); // "openai" is written "OpenAI" in names such as "OpenAI: GPT-5.2"
  const models = new Map<string, Model>();
  for (const { id, name } of usable) {
    const [, author] = /^([^:]{1,40}): /.exec(name) ?? [];
    if (author && !authors.has(slug(id))) authors.set(slug(id), author);
  }
  for (const { id, name, context_length, pricing } of usable) {
    const author = authors.get(slug(id)) ?? slug(id);
    models.set(id, {
      id,
      name: name.startsWith(`${author}: `) ? name.slice(author.length + 2) : name,
      author,
      context: context_length,
      input: pricing.prompt,
      output: pricing.completion,
    });
  }
  return [...models.values()].sort((a, b) => a.author.localeCompare(b.author, "en"));
}

const slug = (id: string) => id.slice(0, id.indexOf("/"));

async function fetchModels(): Promise<Model[]> {
  const signal = AbortSignal.timeout(TIMEOUT);
  let rows: unknown[] = [];
  let query: string | undefined = "";
  for (let page = 0; query !== undefined && page < MAX_PAGES; page++) {
    const response: Response = await call(`/models${query}`, { signal }).catch(during("provider_down"));
    const answer = await readAnswer(response, listAnswer, MAX_BYTES);
    if (!answer) throw new Problem("provider_down");
    rows = rows.concat(answer.data);
    // Of the next page's address the query alone: an answer does not choose whom the server asks.
    query = /\?[^#]+/.exec(answer.links?.next ?? "")?.[0];
  }
  const models = readModels(rows);
  if (models.length === 0) throw new Problem("provider_down");
  return models;
}

const FRESH = 10 * 60_000;
/** An old list is better than none, and is not paid for with TIMEOUT at every visit. */
const RETRY = 60_000;

let known: Model[] | undefined;
let due = 0;
let flight: Promise<Model[]> | undefined;

/**
 * The models on offer, public and the same for everyone: remembered for ten minutes, and asked for once however many wait.
 * @throws {Problem} provider_down, which the next call tries anew
 */
export async function listModels(): Promise<Model[]> {
  if (known && Date.now() < due) return known;
  flight ??= refresh().finally(() => {
    flight = undefined;
  });
  return flight;
}

async function refresh(): Promise<Model[]> {
  try {
    known = await fetchModels();
    due = Date.now() + FRESH;
  } catch (error) {
    if (!known) throw error;
    due = Date.now() + RETRY;
  }
  return known;
}
