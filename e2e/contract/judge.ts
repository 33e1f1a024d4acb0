// How an answer is held against CONTRACT: by its shape, and by the row of CONTRACT 3 item 4 it belongs to.
import { expect } from "@playwright/test";
import type { z } from "zod";
import type { Answer, Gateway } from "./gateway.ts";
import { allowed, type Refusal, type Row } from "./profiles.ts";
import { envelope, zodError } from "./shapes.ts";

/** The body fits. What a live gateway adds to it is no breach: a client must bear that. */
export function fits<T>({ live }: Gateway, schema: z.ZodType<T>, body: unknown): T {
  const { error } = schema.safeParse(body);
  const issues = (error?.issues ?? []).filter(({ code }) => !(live && code === "unrecognized_keys"));
  expect(issues, "misfits").toEqual([]);
  return body as T;
}

/** What kind of refusal this is; "none" for one that is none of the three shapes, or that no browser may read. */
export function refusalOf(gateway: Gateway, { status, headers, body }: Answer): object {
  const type = headers.get("content-type") ?? "";
  if (headers.get("access-control-allow-origin") !== "*")
    return { status, shape: "none", message: "no CORS" };
  if (type.startsWith("text/plain")) return { status, shape: "C", message: body };
  const json = type.startsWith("application/json");
  const b = zodError.safeParse(body);
  if (json && b.success) return { status, shape: "B", message: b.data.error.message };
  const { success, data } = envelope.safeParse(body);
  // The code is the status once more. The sandbox has no accounts: the key is there, and null.
  const fine = success && data.error.code === status && (gateway.live || data.user_id === null);
  return json && fine
    ? { status, shape: "A", message: data.error.message }
    : { status, shape: "none", message: JSON.stringify(body).slice(0, 500) };
}

const pattern = ({ message, ...rest }: Refusal) => ({ ...rest, message: message ?? expect.any(String) });

/** The answer is the refusal of that row, under the gateway's profile. */
export function expectRow(gateway: Gateway, answer: Answer, row: Row): void {
  const rows = allowed(row, gateway.profile).map(pattern);
  const refusal = refusalOf(gateway, answer);
  if (rows.length === 1) expect(refusal, row).toEqual(rows[0]);
  else expect(rows, `${row}: ${JSON.stringify(refusal)}`).toContainEqual(refusal);
}

/** The answer is envelope A with this status, and a message that matches. */
export function expectError(
  gateway: Gateway,
  answer: Answer,
  status: number,
  message: string | RegExp = /./,
) {
  const wanted = typeof message === "string" ? message : expect.stringMatching(message);
  expect(refusalOf(gateway, answer)).toEqual({ status, shape: "A", message: wanted });
  return (answer.body as { error: { metadata?: Record<string, unknown> } }).error;
}
