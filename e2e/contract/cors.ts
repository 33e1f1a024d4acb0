// CONTRACT 1.0: what lets a browser in, on every route.
import { expect } from "@playwright/test";
import type { Answer } from "./gateway.ts";

/** Every route, with the one method it takes. */
export const routes = {
  "/auth/keys": "POST",
  "/auth/keys/code": "POST",
  "/key": "GET",
  "/auth/key": "GET",
  "/models": "GET",
  "/credits": "GET",
  "/chat/completions": "POST",
};

export function expectCors({ headers }: Answer): void {
  expect(headers.get("access-control-allow-origin")).toBe("*");
  expect(headers.has("access-control-allow-credentials")).toBe(false);
  expect(headers.has("access-control-max-age")).toBe(false);
}

/** A list in a header, in lower case. */
export const list = (answer: Answer, name: string) =>
  (answer.headers.get(`access-control-${name}`) ?? "").toLowerCase().split(/, */);
