// The button on the page of a key.
import { deleteApiKey, isHash } from "../../_provider/deletion.ts";
import { respondToForm } from "../../_provider/form.ts";
import { profileOf } from "../../_provider/profile.ts";
import { WireError } from "../../_provider/wire.ts";

/** `POST /sandbox/keys/delete`: the key stops working, and the person is back on its page. */
const all = (request: Request) =>
  respondToForm(request, (form) => {
    const hash = form.getAll("hash").join();
    if (!isHash(hash)) throw new WireError(400, "hash must be 64 lower-case hex characters.");
    deleteApiKey(hash);
    return `${profileOf(request).address}/keys/${hash}`;
  });

export { all as DELETE, all as GET, all as HEAD, all as OPTIONS, all as PATCH, all as POST, all as PUT };
