import { dollars } from "../dollars.ts";

/** What answers took, as the provider counts: tokens in and out, and dollars. */
export interface Usage {
  input: number;
  output: number;
  cost: number;
  /** Something is missing: an answer broke off before its figures, or came without a price. */
  atLeast: boolean;
}

export const NONE: Usage = { input: 0, output: 0, cost: 0, atLeast: false };
export const UNKNOWN: Usage = { ...NONE, atLeast: true };

export const add = (a: Usage, b: Usage): Usage => ({
  input: a.input + b.input,
  output: a.output + b.output,
  cost: a.cost + b.cost,
  atLeast: a.atLeast || b.atLeast,
});

/** Such as "1,204 tokens, $0.0031". */
export const describe = ({ input, output, cost, atLeast }: Usage): string =>
  `${atLeast ? "at least " : ""}${(input + output).toLocaleString("en-US")} tokens, ${dollars(cost)}`;
