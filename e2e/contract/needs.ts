// What a case needs beyond a gateway that answers. Where that is not there, the case is skipped and says why.
import { test } from "@playwright/test";
import type { Gateway } from "./gateway.ts";

const reasons = {
  person: "needs a person at the consent page",
  scenario: "needs a scenario of the sandbox",
  script: "needs an answer known beforehand, as the sandbox gives it",
  load: "would be a burden to a live gateway",
  spending: "would spend more than one or two tiny requests",
  undecided: "asks what CONTRACT leaves to a live gateway",
  freshUsage: "needs usage at once; a live gateway is minutes late",
};

export function needs({ live }: Gateway, what: keyof typeof reasons): void {
  test.skip(live, reasons[what]);
}

/** The developer's own apiKey, for a live gateway. Never printed. */
export function ownApiKey(): string {
  const apiKey = process.env.MODELGATES_API_KEY ?? "";
  test.skip(apiKey === "", "needs MODELGATES_API_KEY");
  return apiKey;
}
