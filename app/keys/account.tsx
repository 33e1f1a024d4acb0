import { Form } from "../form.tsx";
import { Button } from "../ui.tsx";
import { Fold } from "./fold.tsx";

const WAYS = [
  {
    action: "/auth/sign-out",
    name: "Sign out",
    text: "Ends the session of this browser. If it is your last one, all that is stored for you goes with it: nobody could reach it any more.",
  },
  {
    action: "/auth/sign-out/others",
    name: "Sign out everywhere else",
    text: "Ends every other session of yours, and every copy of this browser's cookie. You stay here.",
  },
];

/** The ways to leave, from the mildest to the most thorough. */
export function Account() {
  return (
    <section aria-labelledby="leave" className="mt-14 border-line border-t pt-10 pb-14">
      <h2 id="leave" className="text-2xl">
        Leave
      </h2>
      <ul className="mt-6 grid items-start gap-8 md:grid-cols-3">
        {WAYS.map(({ action, name, text }) => (
          <li key={action} className="grid gap-3">
            <Form action={action}>
              <Button kind="quiet">{name}</Button>
            </Form>
            <p className="text-muted text-sm">{text}</p>
          </li>
        ))}
        <li className="grid gap-3">
          <Fold summary="Forget me">
            <p className="mb-4">
              The links to your keys at ModelGates, under Disconnect, go too: use those first.
            </p>
            <Form action="/auth/forget">
              <Button kind="quiet">Delete everything here</Button>
            </Form>
          </Fold>
          <p className="text-muted text-sm">
            Deletes all your keys here and ends all your sessions. At ModelGates the keys live on until you
            delete them there.
          </p>
        </li>
      </ul>
    </section>
  );
}
