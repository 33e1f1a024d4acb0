// The body of `GET /models` (CONTRACT 1.5). A model may say more than its required fields; the list around it may not.
import { z } from "zod";

/** USD per token as a decimal string: never 3e-7, which a client may fail to read. */
const price = z.string().regex(/^(-1|\d+(\.\d+)?)$/);
const strings = z.array(z.string());

export const model = z.looseObject({
  id: z.string().min(1),
  canonical_slug: z.string().min(1),
  name: z.string().min(1),
  created: z.int().positive(),
  architecture: z.looseObject({
    modality: z.string().nullable(),
    input_modalities: strings,
    output_modalities: strings,
    tokenizer: z.string().nullish(),
    instruct_type: z.string().nullish(),
  }),
  context_length: z.int().nullable(),
  pricing: z.looseObject({ prompt: price, completion: price }),
  top_provider: z.looseObject({
    is_moderated: z.boolean(),
    context_length: z.int().nullish(),
    max_completion_tokens: z.int().nullish(),
  }),
  supported_parameters: strings,
  default_parameters: z.looseObject({}).nullable(),
  per_request_limits: z.looseObject({}).nullable(),
  supported_voices: strings.nullable(),
  links: z.looseObject({ details: z.string().min(1) }),
  description: z.string().optional(),
});

export const models = z.strictObject({
  data: z.array(model),
  total_count: z.int().nonnegative(),
  links: z.strictObject({ next: z.string().nullable() }),
});
export type Models = z.infer<typeof models>;
