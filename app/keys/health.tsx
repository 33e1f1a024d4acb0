import type { InspectedConnection } from "../../lib/connections.ts";
import { type ProblemCode, problems } from "../../lib/problems.ts";

/** A problem's short name, where it has one; the sign before it is for the eye alone. */
const NAMES: Partial<Record<ProblemCode, [sign: string, name: string]>> = {
  apikey_refused: ["✕", "Broken"],
  apikey_expired: ["✕", "Expired"],
  unreadable: ["✕", "Unreadable"],
  other_provider: ["○", "From another provider"],
  provider_down: ["○", "Not checked"],
  too_many_looks: ["○", "Not checked"],
};

/** How a connection is, in a word and, unless all is well, a sentence. */
export function Health({ problem, info }: InspectedConnection) {
  const spentUp = info?.remaining != null && info.remaining <= 0;
  const [sign, name] = (problem && NAMES[problem]) ?? (spentUp ? ["◐", "Over its limit"] : ["●", "Working"]);
  return (
    <p>
      <span aria-hidden="true" className="mr-2 text-accent">
        {sign}
      </span>
      <strong>{name}.</strong>{" "}
      {problem
        ? `${problems[problem].happened} ${problems[problem].custody}`
        : spentUp && "ModelGates refuses its messages until the limit starts anew or is raised there."}
    </p>
  );
}
