export default function Page() {
  return (
    <main>
      <form method="post" action="/auth/connect">
        <button type="submit">Connect ModelGates</button>
      </form>
    </main>
  );
}
