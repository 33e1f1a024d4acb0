import { answerForm } from "../../../lib/answer.ts";
import { nameProblem, referenceOf } from "../../../lib/errors.ts";
import { mint } from "../../../lib/mint.ts";
import { readTerms } from "../../../lib/terms.ts";

const NOTICES = new Map([
  [true, "made"],
  [false, "made_otherwise"],
  [null, "made_unconfirmed"],
]);

/** Makes a limited key with a key. After a failure the form comes back with what was typed. */
export const POST = (request: Request): Promise<Response> =>
  answerForm(request, "/keys", async (form) => {
    const field = (name: string) => form.get(name) ?? "";
    try {
      const { id, confirmed } = await mint(field("connection"), field("attempt"), readTerms(form));
      return `/keys?notice=${NOTICES.get(confirmed)}#${id}`;
    } catch (error) {
      const { code } = nameProblem("form_failed", error);
      form.delete("attempt");
      form.set("problem", code);
      form.set("ref", referenceOf(code) ?? "");
      return `/keys/new?${form}`;
    }
  });
