/** The tutorial, in order. The first five chapters are the steps of the flow, so they bear the same numbers. */
export const chapters = [
  {
    slug: "send",
    name: "Send",
    line: "Three ways to ask for a code, and why only one of them is any good.",
    minutes: 3,
  },
  {
    slug: "return",
    name: "Return",
    line: "Whose code is this? The state, and an attempt that works once.",
    minutes: 3,
  },
  {
    slug: "exchange",
    name: "Exchange",
    line: "The code and the verifier for a key, server to server.",
    minutes: 3,
  },
  { slug: "keep", name: "Keep", line: "Sealed for one person, one provider and one row.", minutes: 3 },
  { slug: "use", name: "Use", line: "Lend the key to one call, and pass the stream through.", minutes: 3 },
  { slug: "limit", name: "Limit", line: "Further keys, with a limit, an interval and an end.", minutes: 2 },
  {
    slug: "leave",
    name: "Leave",
    line: "What disconnecting ends, what it cannot, and how secrets are replaced.",
    minutes: 2,
  },
] as const;
export type Slug = (typeof chapters)[number]["slug"];
