"use client";
import { useEffect } from "react";

/** Names the tab after what is shown, once that is known. */
export function useDocumentTitle(title: string | undefined): void {
  useEffect(() => {
    if (title !== undefined) document.title = `${title} · Vedette`;
  }, [title]);
}
