// What a person may ask of a new key, and how a form says it.
import { z } from "zod";
import { Problem } from "./errors.ts";

export const RESETS = ["daily", "weekly", "monthly"] as const;

/** What a key may do. Null: not asked for, so the provider decides. */
export interface Terms {
  /** What it is called. */
  label: string | null;
  /** Dollars it may spend, in all or per reset interval. */
  limit: number | null;
  /** When the limit starts anew: at midnight UTC, on Mondays, on the first of a month. */
  reset: (typeof RESETS)[number] | null;
  /** When it ends. */
  expiresAt: Date | null;
}

const orNull = <T>(text: string, value: () => T) => (text === "" ? null : value());

/** Of the seeds' length at most, and without control characters or halves of a character. */
const label = z
  .string()
  .trim()
  .max(100)
  .regex(/^[^\p{Cc}\p{Cs}]*$/u)
  .transform((text) => orNull(text, () => text));

const terms = z
  .object({
    label,
    limit: z
      .string()
      .trim()
      .regex(/^(\d{1,7}(\.\d{1,2})?)?$/)
      .transform((text) => orNull(text, () => Number(text)))
      .refine((dollars) => dollars === null || (dollars >= 0.01 && dollars <= 1_000_000)),
    reset: z.enum(["", ...RESETS]).transform((text) => text || null),
    // A day, which ends in UTC: the server does not know the person's time zone.
    expiresAt: z
      .union([z.literal(""), z.iso.date()])
      .transform((day) => orNull(day, () => new Date(`${day}T23:59:59Z`)))
      .refine((end) => end === null || end.getTime() > Date.now()),
  })
  .refine(({ limit, reset }) => reset === null || limit !== null);

/** The name in a form's field `key_label`, null when it is left out or empty. @throws {Problem} bad_form */
export const readLabel = (form: URLSearchParams): string | null => check(label, form.get("key_label") ?? "");

/** The terms in a form: key_label, limit in dollars, reset, expires as a day. @throws {Problem} bad_form */
export const readTerms = (form: URLSearchParams): Terms =>
  check(terms, {
    label: form.get("key_label") ?? "",
    limit: form.get("limit") ?? "",
    reset: form.get("reset") ?? "",
    expiresAt: form.get("expires") ?? "",
  });

function check<T>(schema: z.ZodType<T>, value: unknown): T {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new Problem("bad_form");
}
