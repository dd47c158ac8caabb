import type { Metadata } from "next";
import { RuleScreen } from "../../../../../../screens/rules/rule-screen.tsx";

export const metadata: Metadata = { title: "Rule" };

export default async function Page({ params }: { params: Promise<{ rule: string }> }) {
  return <RuleScreen ruleId={(await params).rule} />;
}
