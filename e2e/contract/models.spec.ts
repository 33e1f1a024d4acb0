// CONTRACT 1.5: the models, for everybody.
import { expect, test } from "./fixtures.ts";
import type { Gateway } from "./gateway.ts";
import { expectRow, fits } from "./judge.ts";
import { type Models, models } from "./model-shape.ts";
import { needs } from "./needs.ts";

async function list(gateway: Gateway, query = ""): Promise<Models> {
  const { status, body } = await gateway.call(`/models${query}`);
  expect(status, query).toBe(200);
  return fits(gateway, models, body);
}

const ids = ({ data }: Models) => data.map(({ id }) => id);

test("the whole list at once, cacheable by all", async ({ gateway }) => {
  const { headers } = await gateway.call("/models");
  expect(headers.get("content-type")).toContain("application/json");
  expect(headers.get("cache-control")).toMatch(/^public, max-age=\d+/);
  if (!gateway.live)
    expect(headers.get("cache-control")).toMatch(/^public, max-age=120, stale-while-revalidate=3600/);
  const all = await list(gateway);
  expect(ids(all)).toContain("openai/gpt-5.2");
  expect(new Set(ids(all)).size).toBe(all.data.length);
  expect(all).toMatchObject({ total_count: all.data.length, links: { next: null } });
});

test("a bad apiKey is ignored", async ({ gateway }) => {
  const answer = await gateway.call("/models", { apiKey: "made-up" });
  expect(answer.status).toBe(200);
  fits(gateway, models, answer.body);
});

test("limit and offset cut the list, and links.next leads through it", async ({ gateway }) => {
  needs(gateway, "load");
  const all = await list(gateway);
  const pages: string[] = [];
  let query = "?limit=3";
  for (let page = 0; query !== "" && page < 50; page++) {
    const { data, total_count, links } = await list(gateway, query);
    expect(data.length).toBeLessThanOrEqual(3);
    expect(total_count).toBe(all.total_count);
    pages.push(...data.map(({ id }) => id));
    query = links.next === null ? "" : new URL(links.next, gateway.url).search;
  }
  expect(pages).toEqual(ids(all));
  expect(ids(await list(gateway, "?offset=2"))).toEqual(ids(all).slice(2));
  expect(await list(gateway, "?offset=99999")).toMatchObject({ data: [], links: { next: null } });
  expect(ids(await list(gateway, "?limit=1000"))).toEqual(ids(all));
});

test("q finds by name", async ({ gateway }) => {
  needs(gateway, "load");
  const found = await list(gateway, "?q=CLAUDE");
  expect(found.total_count).toBeGreaterThan(0);
  for (const { id, name } of found.data) expect(`${id} ${name}`.toLowerCase()).toContain("claude");
  expect((await list(gateway, "?q=no-such-model")).data).toEqual([]);
});

test("sort orders by price", async ({ gateway }) => {
  needs(gateway, "load");
  const prices = ({ data }: Models) => data.map(({ pricing }) => Number(pricing.prompt));
  const low = prices(await list(gateway, "?sort=pricing-low-to-high"));
  expect(low).toEqual(low.toSorted((a, b) => a - b));
  const high = prices(await list(gateway, "?sort=pricing-high-to-low"));
  expect(high).toEqual(low.toReversed());
  for (const sort of ["newest", "most-popular"]) await list(gateway, `?sort=${sort}`);
});

for (const query of ["sort=no-such-order", "limit=0", "limit=1001", "limit=x", "limit=1.5", "offset=-1"]) {
  test(`${query} is refused`, async ({ gateway }) => {
    if (!query.startsWith("sort")) needs(gateway, "load");
    expectRow(gateway, await gateway.call(`/models?${query}`), "badQuery");
  });
}

test("filters it does not know change nothing", async ({ gateway }) => {
  needs(gateway, "undecided");
  const filters = "?category=programming&region=europe&zdr=true&arch=gpt&providers=x&no_such_field=1";
  expect(ids(await list(gateway, filters))).toEqual(ids(await list(gateway)));
});
