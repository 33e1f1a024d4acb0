// One run: so many kills on one database, and what was found.
import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { setTimeout as pause } from "node:timers/promises";
import { Random } from "../../lib/cli/fuzz/random.ts";
import { Inquiry } from "./inquiry.ts";
import { Instance, slay } from "./instance.ts";
import { Issuer } from "./issuer.ts";
import { Person } from "./person.ts";

const PEOPLE = 12;
/** Who does something when the app dies, a newcomer aside. The others have keys, which must be there after each kill. */
const AT_ONCE = 3;

/** A run that is over: what was found, and how long the app took to come back, in milliseconds. */
export interface Run {
  inquiry: Inquiry;
  recoveries: number[];
  /** Attempts without an end that the log told of. */
  told: number;
  made: number;
}

/** @param databaseUrl migrated; empty for the embedded database */
export async function run(databaseUrl: string, kills: number, seed: number): Promise<Run> {
  const random = new Random(databaseUrl ? "postgresql" : "embedded", seed);
  const issuer = new Issuer(new Random("issuer", seed));
  const app = await Instance.prepare(databaseUrl, (port) => issuer.start(port));
  const inquiry = new Inquiry(app, issuer);
  try {
    await app.start();
    let people: Person[] = [];
    for (let kill = 1; kill <= kills; kill++) {
      while (people.length < PEOPLE) people.push(await newcomer(app, issuer));
      people.push(...people.splice(0, AT_ONCE));
      people.unshift(new Person(app, issuer));
      const halt = begin(people.slice(0, AT_ONCE + 1), new Random(`people ${kill}`, seed), inquiry);
      const rotates = random.once(4);
      await killOnce(app, issuer, random, rotates, !!databaseUrl);
      await halt();
      await app.start();
      if (rotates) await inquiry.examineRotation();
      const known = inquiry.faults.size;
      people = await inquiry.examine(people);
      for (const fault of [...inquiry.faults].slice(known)) console.log(`kill ${kill}: ${fault}`);
      for (const { jar } of people.splice(PEOPLE)) await jar.post("/auth/sign-out"); // and their keys are gone
    }
    await finish(app, people, inquiry, !!databaseUrl);
    return { inquiry, recoveries: app.recoveries, told: reported(app), made: issuer.made.size };
  } finally {
    await app.stop();
    issuer.provider.stop();
  }
}

async function newcomer(app: Instance, issuer: Issuer): Promise<Person> {
  const person = new Person(app, issuer);
  if (!(await person.take(await person.connecting()))) throw new Error(`Nobody can connect:\n${app.log}`);
  return person;
}

/** Sets people to work. @returns waits until each has noticed that the app is gone */
function begin(people: Person[], random: Random, inquiry: Inquiry): () => Promise<void> {
  let isOver = false;
  const lives = people.map((person) =>
    person.live(random, () => isOver).catch((error) => void inquiry.faults.add(error.message)),
  );
  return async () => {
    isOver = true;
    await Promise.all(lives);
  };
}

/**
 * A third of the kills come at any time; the others when a key has just been made, or has just arrived: there is most to lose.
 * A rotation of the secret is killed too: beside the app, or after it, where the database is the app's own.
 */
async function killOnce(app: Instance, issuer: Issuer, random: Random, rotates: boolean, beside: boolean) {
  if (rotates) app.turnSecrets();
  const rotation = rotates && beside ? await rotating(app) : undefined;
  const moment = random.pick(["any", "asked", "answered"] as const);
  if (moment !== "any" && !rotates) await issuer.next(moment);
  await pause(random.below(moment === "any" || random.once(2) ? 160 : 40));
  await Promise.all([app.kill(), slay(rotation)]);
  if (rotates && !beside) {
    const alone = await rotating(app);
    await pause(random.below(80));
    await slay(alone);
  }
}

/** Starts a rotation. @returns it, when it has begun to seal, or has ended */
async function rotating(app: Instance): Promise<ChildProcess> {
  const child = app.rotate();
  const begun = new Promise<void>((resolve) =>
    child.stdout?.on("data", (chunk) => `${chunk}`.includes("Re-sealing") && resolve()),
  );
  await Promise.race([begun, once(child, "exit")]);
  return child;
}

/** A rotation to its end, a last start that tells of the last orphans, and a message with every key. */
async function finish(app: Instance, people: Person[], inquiry: Inquiry, beside: boolean) {
  app.turnSecrets();
  if (!beside) await app.kill();
  const [code] = await once(app.rotate(), "close");
  if (code !== 0 || /Unreadable: [1-9]/.test(app.log)) inquiry.faults.add("the last rotation failed");
  await app.kill();
  await app.start();
  await inquiry.examine(people);
  for (const person of people) await inquiry.chat(person);
  for (let tries = 100; tries > 0 && reported(app) < inquiry.orphans.size; tries--) await pause(100);
}

/** How many attempts without an end the log has told of. */
const reported = ({ log }: Instance): number =>
  [...log.matchAll(/"event":"orphan_key_possible".*"orphans":(\d+)/g)].reduce(
    (sum, [, n]) => sum + Number(n),
    0,
  );
