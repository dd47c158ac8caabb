import { type RefObject, useEffect, useRef } from "react";

/**
 * Brings the first problem of the form into sight each time it is refused, here or by the server: what is folded around it opens, and the
 * control that it is about has the focus. `refusals`: how often the form was sent with a problem in it.
 */
export function useShownProblem(refusals: number, error: unknown): RefObject<HTMLFormElement | null> {
  const form = useRef<HTMLFormElement>(null);
  useEffect(() => {
    if (refusals > 0) showFirst(form.current);
  }, [refusals]);
  useEffect(() => {
    if (error !== null) showFirst(form.current);
  }, [error]);
  return form;
}

const controls = "input, select, textarea";

function showFirst(form: HTMLFormElement | null): void {
  const problem = form?.querySelector<HTMLElement>('[aria-invalid="true"], [role="alert"]');
  if (problem === null || problem === undefined) return;
  for (let folded = problem.closest("details"); folded !== null; folded = folded.parentElement?.closest("details") ?? null)
    folded.open = true;
  // What is wrong with a list or a row stands beside its controls.
  const around = problem.closest("li, fieldset");
  const control = problem.matches(controls) ? problem : (around?.querySelector<HTMLElement>(controls) ?? around?.querySelector("button"));
  control?.focus({ preventScroll: true });
  // The bar of buttons lies over the lower edge.
  problem.scrollIntoView({ block: "center" });
}
