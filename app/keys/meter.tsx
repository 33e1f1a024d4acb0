import type { KeyInfo } from "../../lib/modelgates.ts";
import { dollars } from "../dollars.ts";

const SPENT = { daily: " today", weekly: " this week", monthly: " this month" };
const RESET = {
  daily: "The limit starts anew at midnight, UTC.",
  weekly: "The limit starts anew on Monday, UTC.",
  monthly: "The limit starts anew on the first of the month, UTC.",
};

/** What a key has spent of its limit, as the provider tells it: in words, and drawn when there is a limit. */
export function Meter({ id, info: { spent, limit, remaining, reset } }: { id: string; info: KeyInfo }) {
  if (limit === null) return <p>{dollars(spent)} spent. It has no limit.</p>;
  const used = Math.max(0, remaining === null ? spent : limit - remaining);
  return (
    <div>
      <p id={`spent-${id}`}>
        <strong>{dollars(used)}</strong> of {dollars(limit)} spent{reset && SPENT[reset]}
      </p>
      <meter aria-labelledby={`spent-${id}`} value={used} max={limit || 1} className="my-1.5 block w-full" />
      <p className="text-muted text-sm">
        {dollars(Math.max(0, limit - used))} left. {reset && `${RESET[reset]} `}
        {reset && `${dollars(spent)} spent in all. `}
        ModelGates may be some minutes behind.
      </p>
    </div>
  );
}
