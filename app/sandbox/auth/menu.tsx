import { type Scenario, scenarios } from "../_provider/scenarios.ts";

const groups = Object.entries(Object.groupBy(Object.entries(scenarios), ([, { when }]) => when));

/** The scenarios to choose from, one radio button each. Closed until asked for, or until a link has chosen one. */
export function Menu({ chosen }: { chosen: Scenario }) {
  return (
    <details open={chosen !== "approve"} className="mt-6 border-line border-t pt-5">
      <summary className="cursor-pointer scroll-mb-28 font-semibold">
        Try a failure: choose what should happen
        {chosen !== "approve" && ` (the link chose: ${scenarios[chosen].name})`}
      </summary>
      <div className="mt-5 grid gap-7">
        {groups.map(([when, members = []]) => (
          <fieldset key={when}>
            <legend className="font-semibold text-accent text-sm">{when}</legend>
            <div className="mt-2 grid gap-x-6 gap-y-3 sm:grid-cols-2">
              {members.map(([id, { name, line }]) => (
                <label key={id} className="grid cursor-pointer grid-cols-[1rem_1fr] gap-x-3">
                  <input
                    type="radio"
                    name="scenario"
                    value={id}
                    defaultChecked={id === chosen}
                    className="mt-1.5 scroll-mt-10 scroll-mb-44 self-start accent-accent"
                  />
                  <span>
                    {name}
                    <span className="block text-muted text-sm">{line}</span>
                  </span>
                </label>
              ))}
            </div>
          </fieldset>
        ))}
      </div>
    </details>
  );
}
