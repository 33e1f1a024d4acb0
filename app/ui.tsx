// The few visuals that pages share.
import type { ComponentProps, ReactNode } from "react";

const BUTTON =
  "inline-block rounded-md border px-5 py-2.5 font-medium no-underline disabled:cursor-not-allowed disabled:opacity-60 in-aria-busy:cursor-progress in-aria-busy:opacity-60";
const KINDS = {
  primary: `${BUTTON} border-transparent bg-accent text-on-accent hover:opacity-90`,
  quiet: `${BUTTON} border-line bg-card hover:border-ink`,
  minor:
    "flex-none py-1 text-muted text-sm underline decoration-line underline-offset-4 hover:text-ink hover:decoration-accent disabled:cursor-not-allowed disabled:no-underline",
};

/** The look of a button, for a link that should look like one. */
export const buttonClass = (kind: keyof typeof KINDS = "primary") => KINDS[kind];

/** The look of a field to type or choose in. */
export const inputClass = "block w-full min-w-0 rounded-md border border-muted bg-card px-3 py-2.5";

/** A button that submits its form, unless told otherwise. */
export function Button({
  kind = "primary",
  ...props
}: ComponentProps<"button"> & { kind?: keyof typeof KINDS }) {
  return <button type="submit" className={KINDS[kind]} {...props} />;
}

/** The app's frame: its name, the ways through it, and the page. */
export function Page({ title, children }: { title: string; children: ReactNode }) {
  return (
    <div className="mx-auto flex w-full max-w-5xl flex-1 flex-col px-5 sm:px-8">
      <header className="flex items-baseline justify-between gap-4 border-line border-b py-5">
        <a href="/" className="font-semibold font-serif text-lg no-underline">
          {title}
        </a>
        <nav aria-label="Main" className="flex gap-5">
          <a href="/chat">Chat</a>
          <a href="/keys">Keys</a>
          <a href="/learn">Learn</a>
        </nav>
      </header>
      <main className="flex flex-1 flex-col pt-10 sm:pt-14">{children}</main>
    </div>
  );
}

/** What was just done, or how things are: announced without interrupting. */
export function Status({ children }: { children: ReactNode }) {
  return (
    <p role="status" className="max-w-2xl rounded-md border border-line bg-card px-5 py-4">
      {children}
    </p>
  );
}

/** What happened, what became of the key, and one next step. Announced at once when it appears by script. */
export function Notice(props: {
  happened: string;
  custody: string;
  next: string;
  reference?: string | undefined;
  children?: ReactNode;
}) {
  return (
    <div role="alert" className="max-w-2xl rounded-md border border-accent border-l-4 bg-card px-5 py-4">
      <p className="font-semibold">{props.happened}</p>
      <p>{props.custody}</p>
      <p>{props.next}</p>
      {props.reference && (
        <p className="mt-1 text-muted text-sm">
          If it goes on, quote reference <code>{props.reference}</code> to whoever runs this app.
        </p>
      )}
      {props.children && <div className="mt-3">{props.children}</div>}
    </div>
  );
}

/** The flow. What comes after it in the tutorial goes on counting: app/learn/chapters.ts. */
export const STEPS = [
  {
    name: "Send",
    wire: "POST /auth/connect",
    text: "The app keeps a secret verifier, sealed in a cookie. Only its hash goes to ModelGates with you.",
  },
  {
    name: "Return",
    wire: "GET /auth/callback",
    text: "You approve at ModelGates and return with a code. The app checks that this browser began it.",
  },
  {
    name: "Exchange",
    wire: "POST /api/v1/auth/keys",
    text: "Server to server, once: the code and the verifier for a key. The code alone is worth nothing.",
  },
  {
    name: "Keep",
    wire: "AES-256-GCM",
    text: "The key is sealed for you alone and stored. It never travels to your browser.",
  },
  {
    name: "Use",
    wire: "POST /api/chat",
    text: "Every message borrows the key for one call, and the answer streams straight back to you.",
  },
];

/** The flow in numbered steps: the same numbers as in the code, the tutorial and the README. `current` marks where one stands. */
export function Steps({ current }: { current?: number }) {
  return (
    <ol className="steps grid gap-8 lg:grid-cols-5 lg:gap-6">
      {STEPS.map(({ name, wire, text }, index) => (
        <li
          key={name}
          aria-current={current === index + 1 ? "step" : undefined}
          className="relative grid grid-cols-[2rem_1fr] gap-x-4 lg:block"
        >
          <span
            aria-hidden="true"
            className={`relative grid size-8 place-items-center rounded-full border font-mono text-sm ${
              current === index + 1 ? "border-accent bg-accent text-on-accent" : "border-line bg-card"
            }`}
          >
            {index + 1}
          </span>
          <div className="lg:mt-4 lg:pr-2">
            <h3 className="font-semibold">
              {name}
              {current === index + 1 && (
                <span className="block font-normal text-accent text-sm">you are here</span>
              )}
            </h3>
            <p className="font-mono text-muted text-xs">{wire}</p>
            <p className="mt-2 text-muted text-sm">{text}</p>
          </div>
        </li>
      ))}
    </ol>
  );
}
