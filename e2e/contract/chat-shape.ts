// Answers of `POST /chat/completions`, whole (CONTRACT 1.7) and in chunks (CONTRACT 2). Both may carry more than this.
import { z } from "zod";

export const usage = z.looseObject({
  prompt_tokens: z.int().nonnegative(),
  completion_tokens: z.int().nonnegative(),
  total_tokens: z.int().nonnegative(),
  cost: z.number().nonnegative().nullish(),
  is_byok: z.boolean().optional(),
  cost_details: z.looseObject({}).nullish(),
  prompt_tokens_details: z.looseObject({}).nullish(),
  completion_tokens_details: z.looseObject({}).nullish(),
});

const finish = z.enum(["stop", "length", "tool_calls", "content_filter", "error"]).nullable();
const head = { id: z.string().min(1), created: z.int(), model: z.string().min(1) };

export const completion = z.looseObject({
  ...head,
  object: z.literal("chat.completion"),
  // May be null, may not be absent.
  system_fingerprint: z.string().nullable(),
  choices: z
    .array(
      z.looseObject({
        index: z.int(),
        finish_reason: finish,
        message: z.looseObject({
          role: z.literal("assistant"),
          content: z.string().nullable(),
          refusal: z.string().nullish(),
          reasoning: z.string().nullish(),
        }),
      }),
    )
    .min(1),
  usage: usage.optional(),
});
export type Completion = z.infer<typeof completion>;

export const chunk = z.looseObject({
  ...head,
  object: z.literal("chat.completion.chunk"),
  choices: z.array(
    z.looseObject({
      index: z.int(),
      finish_reason: finish,
      delta: z.looseObject({
        role: z.literal("assistant").optional(),
        content: z.string().nullish(),
        reasoning: z.string().nullish(),
      }),
    }),
  ),
  usage: usage.optional(),
  error: z
    .strictObject({
      code: z.int(),
      message: z.string(),
      metadata: z.looseObject({ error_type: z.string() }).optional(),
    })
    .optional(),
});
export type Chunk = z.infer<typeof chunk>;
