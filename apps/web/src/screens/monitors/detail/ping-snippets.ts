/** How a job is made to ping, ready to be pasted. `name` becomes part of file names, so it is a slug. */
export type PingSnippet = { id: string; title: string; text: string };

/** The same ping in the places where jobs live. Each tells start and end, so that the run is timed and a failure is told at once. */
export function pingSnippets(url: string, name: string): PingSnippet[] {
  return [
    { id: "curl", title: "curl", text: `curl -fsS -m 10 --retry 5 ${url}` },
    {
      id: "cron",
      title: "cron",
      text: `30 2 * * * curl -fsS -m 10 --retry 5 ${url}/start; /path/to/job; curl -fsS -m 10 --retry 5 ${url}/$?`,
    },
    {
      id: "systemd",
      title: "systemd",
      text: [
        `# /etc/systemd/system/${name}.service`,
        "[Service]",
        "Type=oneshot",
        `ExecStartPre=-/usr/bin/curl -fsS -m 10 --retry 5 ${url}/start`,
        "ExecStart=/path/to/job",
        // What a signal ended has the name of the signal for a status.
        `ExecStopPost=-/bin/sh -c '[ "$$EXIT_CODE" = exited ] || EXIT_STATUS=fail; curl -fsS -m 10 --retry 5 ${url}/$$EXIT_STATUS'`,
      ].join("\n"),
    },
    {
      id: "github",
      title: "GitHub Actions",
      text: [
        "# Keep the address as the secret PING_URL.",
        "steps:",
        "  - run: curl -fsS -m 10 --retry 5 ${{ secrets.PING_URL }}/start",
        "  - run: ./job",
        "  - if: success()",
        "    run: curl -fsS -m 10 --retry 5 ${{ secrets.PING_URL }}",
        "  - if: failure()",
        "    run: curl -fsS -m 10 --retry 5 ${{ secrets.PING_URL }}/fail",
      ].join("\n"),
    },
    {
      id: "kubernetes",
      title: "Kubernetes",
      text: [
        "apiVersion: batch/v1",
        "kind: CronJob",
        `metadata: { name: ${name} }`,
        "spec:",
        '  schedule: "30 2 * * *"',
        "  jobTemplate:",
        "    spec:",
        "      template:",
        "        spec:",
        "          restartPolicy: Never",
        "          containers:",
        "            - name: job",
        "              image: curlimages/curl",
        "              command: [sh, -c]",
        "              args:",
        "                - |",
        `                  curl -fsS -m 10 --retry 5 ${url}/start`,
        "                  /path/to/job",
        `                  curl -fsS -m 10 --retry 5 ${url}/$?`,
      ].join("\n"),
    },
  ];
}
