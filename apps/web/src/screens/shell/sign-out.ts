/** Ends the session by the same plain form that works without JavaScript, so that no cached screen survives. */
export function signOut(): void {
  const form = document.createElement("form");
  form.method = "post";
  form.action = "/api/form/logout";
  document.body.append(form);
  form.submit();
}
