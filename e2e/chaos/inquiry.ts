// What is found after a kill: of every key that was made, whether it is where it must be.
import type { Instance } from "./instance.ts";
import type { Issuer, Made } from "./issuer.ts";
import type { Person, Step } from "./person.ts";

/** What a step was at when the app died. */
export type Moment = "before" | "during" | "after";

export class Inquiry {
  /** What must not be: one sentence each, and each once. */
  readonly faults = new Set<string>();
  /** Steps that were cut off, by kind and moment. */
  readonly cut = new Map<string, number>();
  /** What became of keys that were made, and of which the person had no word. */
  readonly ends = { stored: 0, told: 0, unreached: 0 };
  /** Attempts without an end, of which the log must tell. */
  readonly orphans = new Set<unknown>();
  looks = 0;
  /** Rotations that were killed, and those of them that left keys under both secrets. */
  rotations = 0;
  halfway = 0;
  private readonly app: Instance;
  private readonly issuer: Issuer;

  constructor(app: Instance, issuer: Issuer) {
    this.app = app;
    this.issuer = issuer;
  }

  count(kind: string, moment: Moment): void {
    const name = `${kind} ${moment}`;
    this.cut.set(name, (this.cut.get(name) ?? 0) + 1);
  }

  /** Looks at everybody's page and at the table, and asks for everybody what was cut off. @returns who is still there */
  async examine(people: Person[]): Promise<Person[]> {
    const left: Person[] = [];
    for (const person of people) if (await this.examineOne(person)) left.push(person);
    await this.cutOff();
    for (const person of people) if (person.pending) await this.ask(person, person.pending);
    const rows = await this.tails();
    for (const tail of rows)
      if (rows.filter((other) => other === tail).length > 1) this.faults.add(`${tail} is stored twice`);
    for (const [code, { exchanges }] of this.issuer.made)
      if (exchanges > 1) this.faults.add(`${code} was exchanged ${exchanges} times`);
    if (this.app.log.includes("apikey_unreadable")) this.faults.add("an apiKey is unreadable");
    return left.filter(({ pending }) => !pending);
  }

  /** The page of keys asks the provider with each key of a person: what it shows and what the provider hears must agree. */
  private async examineOne(person: Person): Promise<boolean> {
    this.issuer.heard = [];
    const { status, body } = await person.jar.get("/keys");
    this.looks += 1;
    const step = person.pending;
    const made = step?.made();
    if (status !== 200) return this.isExcused(person, step, made);
    const listed = [...body.matchAll(/<li id="([0-9a-f-]{36})".*?ending in <[^>]*>(\w{4})</gs)];
    person.ids = new Map(listed.map(([, id = "", tail = ""]) => [tail, id]));
    if (step?.deletes) {
      const gone = !person.ids.has(step.deletes);
      this.count("disconnect", gone ? "after" : "before");
      if (gone) person.keys.delete(step.deletes);
      person.pending = undefined;
    }
    if (step && made && person.ids.has(made.tail)) {
      this.count(step.kind, "after");
      this.ends.stored += 1;
      person.settle(step);
    }
    const expected = [...person.keys.values()].sort();
    const heard = this.issuer.heard.sort();
    if (expected.join() !== heard.join() || listed.length !== person.keys.size)
      this.faults.add(
        `told of ${[...person.keys.keys()]}, shown ${[...person.ids.keys()]}, used ${heard.map(tailOf)}`,
      );
    return true;
  }

  /**
   * Who is not shown a list has no session. A newcomer may have none: if the app died between the storing and the answer, their
   * key is there, and nobody is signed in to it. Whoever was told of a key has not lost the way to it.
   */
  private async isExcused(person: Person, step: Step | undefined, made: Made | undefined): Promise<boolean> {
    if (person.keys.size > 0) this.faults.add(`signed out: ${[...person.keys.keys()]}`);
    const isStored = made && (await this.tails()).includes(made.tail);
    if (!step || !isStored) return person.keys.size === 0;
    this.count(step.kind, "after");
    this.ends.unreached += 1;
    person.pending = undefined;
    return false;
  }

  /** Two minutes later: this waits for nothing, it sets back what has no end. */
  private async cutOff(): Promise<void> {
    const rows = await this.app.sql(
      `UPDATE "SpentTransaction" SET "spentAt" = "spentAt" - interval '2 minutes'
       WHERE outcome IS NULL RETURNING "stateHash"`,
    );
    for (const { stateHash } of rows) this.orphans.add(stateHash);
  }

  /** The browser loads the page anew. Whose key was made, and is not stored, is told so; nobody gets a second one. */
  private async ask(person: Person, step: Step): Promise<void> {
    const made = step.made();
    this.count(step.kind, made ? "during" : "before");
    const answer = await step.send();
    const told = /problem=interrupted/.test(answer.location);
    if (made) {
      if (told && this.orphans.has(step.stateHash)) this.ends.told += 1;
      else this.faults.add(`${made.tail} is not stored, and its person is told ${answer.location}`);
    } else if (step.isDone(answer)) return person.settle(step);
    else if (!told) this.faults.add(`${step.kind} again: ${answer.status} ${answer.location}`);
    person.pending = undefined;
  }

  /** Sends a message with every key of a person: the provider must be called with that one. */
  async chat({ jar, ids, keys }: Person): Promise<void> {
    const headers = { origin: this.app.url, "content-type": "application/json" };
    const body = JSON.stringify({ stream: false, messages: [{ role: "user", content: "Hello!" }] });
    for (const [tail, id] of ids) {
      this.issuer.heard = [];
      const { status } = await jar.ask("POST", `/api/chat?connection=${id}`, headers, body);
      if (status !== 200 || this.issuer.heard.join() !== keys.get(tail))
        this.faults.add(`a message with ${tail}: ${status}, paid by ${this.issuer.heard.map(tailOf)}`);
    }
  }

  /** A rotation was killed: on its way, if keys are under both secrets. */
  async examineRotation(): Promise<void> {
    const rows = await this.app.sql(`SELECT DISTINCT left("sealedApiKey", 12) AS prefix FROM "Connection"`);
    this.rotations += 1;
    if (rows.length > 1) this.halfway += 1;
  }

  private async tails(): Promise<unknown[]> {
    return (await this.app.sql(`SELECT tail FROM "Connection"`)).map(({ tail }) => tail);
  }
}

const tailOf = (apiKey: string) => apiKey.slice(-4);
