"use client";
import { Panel } from "../../ui/panel.tsx";
import { PasswordForm } from "./password-form.tsx";
import { PersonForm } from "./person-form.tsx";
import { SessionList } from "./session-list.tsx";

/** What belongs to the person, whatever their team. */
export function AccountScreen() {
  return (
    <>
      <Panel title="You">
        <PersonForm />
      </Panel>
      <Panel title="Password">
        <PasswordForm />
      </Panel>
      <SessionList />
    </>
  );
}
