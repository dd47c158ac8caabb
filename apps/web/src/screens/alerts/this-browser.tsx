"use client";
import { useState } from "react";
import { Button } from "../../ui/button.tsx";
import { FieldError } from "../../ui/field.tsx";
import type { SpecDraft } from "../monitors/spec-draft.ts";
import { subscribeThisBrowser } from "./subscribe-this-browser.ts";

/** Asks the browser whether it may be pushed to; its answer fills in the channel. */
export function ThisBrowser({
  target,
  onChange,
  error,
}: {
  target: SpecDraft;
  onChange: (target: SpecDraft) => void;
  error: string | null;
}) {
  const [isAsking, setIsAsking] = useState(false);
  const [refusal, setRefusal] = useState<string | null>(null);
  const ask = async () => {
    setIsAsking(true);
    setRefusal(null);
    try {
      onChange(await subscribeThisBrowser());
    } catch (problem) {
      setRefusal(problem instanceof Error ? problem.message : String(problem));
    } finally {
      setIsAsking(false);
    }
  };
  const browser = target["browser"];
  return (
    <div className="flex flex-col items-start gap-2">
      <output className="text-sm">
        {typeof browser === "string" && browser !== "" ? `${browser} will be notified.` : "No browser has been asked yet."}
      </output>
      <Button pending={isAsking} onClick={() => void ask()}>
        This browser
      </Button>
      {(refusal ?? error) !== null && <FieldError>{refusal ?? "Press “This browser” and allow notifications."}</FieldError>}
    </div>
  );
}
