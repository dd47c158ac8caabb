import type { Metadata } from "next";
import { NewRuleScreen } from "../../../../../../screens/rules/new-rule-screen.tsx";

export const metadata: Metadata = { title: "Add a rule" };

export default function Page() {
  return <NewRuleScreen />;
}
