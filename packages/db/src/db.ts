import { PrismaPg } from "@prisma/adapter-pg";
import pg from "pg";
import { accessChecksOn } from "./access-checks.ts";
import { batchesOn } from "./batches.ts";
import { type ConfigNouns, configOn } from "./config.ts";
import { escalationsOn } from "./escalations.ts";
import { findingsOn } from "./findings.ts";
import { blipsOn } from "./blips.ts";
import { dependenciesOn } from "./dependencies.ts";
import { contentsOn } from "./contents.ts";
import { gapsOn } from "./gaps.ts";
import { PrismaClient } from "./generated/client.ts";
import { groupsOn } from "./groups.ts";
import { heartbeatsOn } from "./heartbeats.ts";
import { inTransaction } from "./in-transaction.ts";
import { heldMessagesOn } from "./held-messages.ts";
import { incidentActionsOn } from "./incident-actions.ts";
import { noiseOn } from "./noise.ts";
import { pageUpdatesOn } from "./page-updates.ts";
import { postMortemsOn } from "./post-mortems.ts";
import { incidentsOn } from "./incidents.ts";
import { metricsOn } from "./metrics.ts";
import { outboxOn } from "./outbox.ts";
import { packedResultsOn } from "./packed-results.ts";
import { pingsOn } from "./pings.ts";
import { platformOn } from "./platform.ts";
import { publicationsOn } from "./publications.ts";
import { publishingOn } from "./publishing.ts";
import { restoredOn } from "./restored.ts";
import { resultsOn } from "./results.ts";
import { retentionOn } from "./retention.ts";
import { roadAuditOn } from "./road-audit.ts";
import { rollupMarksOn } from "./rollup-marks.ts";
import { rollupSourcesOn } from "./rollup-sources.ts";
import { rollupsOn } from "./rollups.ts";
import { routingOn } from "./routing.ts";
import { ruleFactsOn } from "./rule-facts.ts";
import { ruleRowsOn } from "./rule-rows.ts";
import { ruleStatesOn } from "./rule-states.ts";
import { ruleWindowsOn } from "./rule-windows.ts";
import { sampleOn } from "./sample.ts";
import { schedulesOn } from "./schedules.ts";
import { type Sql, sqlOn } from "./sql.ts";
import { selfTestsOn } from "./self-tests.ts";
import { statesOn } from "./states.ts";
import { checksOn } from "./checks.ts";
import { deliveryLogOn } from "./delivery-log.ts";
import { incidentLogOn } from "./incident-log.ts";
import { monitorRowsOn } from "./monitor-rows.ts";
import { liveFactsOn } from "./live-facts.ts";
import { looksOn } from "./looks.ts";
import { seriesOn } from "./series.ts";
import { unwellOn } from "./unwell.ts";
import { teamFiguresOn } from "./team-figures.ts";
import { uptimeOn } from "./uptime.ts";

function nounsOn(sql: Sql) {
  return {
    accessChecks: accessChecksOn(sql),
    batches: batchesOn(sql),
    blips: blipsOn(sql),
    contents: contentsOn(sql),
    dependencies: dependenciesOn(sql),
    escalations: escalationsOn(sql),
    findings: findingsOn(sql),
    gaps: gapsOn(sql),
    groups: groupsOn(sql),
    heartbeats: heartbeatsOn(sql),
    heldMessages: heldMessagesOn(sql),
    incidentActions: incidentActionsOn(sql),
    incidents: incidentsOn(sql),
    metrics: metricsOn(sql),
    noise: noiseOn(sql),
    outbox: outboxOn(sql),
    packedResults: packedResultsOn(sql),
    pageUpdates: pageUpdatesOn(sql),
    pings: pingsOn(sql),
    platform: platformOn(sql),
    postMortems: postMortemsOn(sql),
    publications: publicationsOn(sql),
    publishing: publishingOn(sql),
    restored: restoredOn(sql),
    results: resultsOn(sql),
    retention: retentionOn(sql),
    roadAudit: roadAuditOn(sql),
    rollupMarks: rollupMarksOn(sql),
    rollupSources: rollupSourcesOn(sql),
    rollups: rollupsOn(sql),
    routing: routingOn(sql),
    ruleFacts: ruleFactsOn(sql),
    ruleRows: ruleRowsOn(sql),
    ruleStates: ruleStatesOn(sql),
    ruleWindows: ruleWindowsOn(sql),
    sample: sampleOn(sql),
    schedules: schedulesOn(sql),
    selfTests: selfTestsOn(sql),
    states: statesOn(sql),
    teamFigures: teamFiguresOn(sql),
    unwell: unwellOn(sql),
    uptime: uptimeOn(sql),
    series: seriesOn(sql),
    liveFacts: liveFactsOn(sql),
    looks: looksOn(sql),
    monitorRows: monitorRowsOn(sql),
    incidentLog: incidentLogOn(sql),
    deliveryLog: deliveryLogOn(sql),
    checks: checksOn(sql),
  };
}

/** The road's queries, by noun: set-based SQL. */
export type Tx = ReturnType<typeof nounsOn>;

export type Db = Tx & {
  /** Configuration and people, by noun, outside a transaction: for reading. */
  config: ConfigNouns;
  /** Only `engine` calls these two. Either all of `work` happened or none of it; a lost connection counts as none. */
  transaction: <T>(work: (tx: Tx) => Promise<T>) => Promise<T>;
  configTransaction: <T>(work: (tx: ConfigNouns) => Promise<T>) => Promise<T>;
  /** For the sign-in library's adapter alone. */
  prisma: PrismaClient;
  pool: pg.Pool;
  close: () => Promise<void>;
};

const statementMs = 30_000;

export type DbSettings = { connectionString: string; maxConnections?: number; applicationName?: string };

/** Opens pools lazily: it does not fail when the server is away, the first query does. */
export function openDb(settings: DbSettings): Db {
  const options = {
    connectionString: settings.connectionString,
    max: settings.maxConnections ?? 10,
    application_name: settings.applicationName ?? "vedette",
    connectionTimeoutMillis: 5_000,
    // A server that vanished without a word never answers: only giving up makes the pool connect anew. Every statement is far shorter.
    keepAlive: true,
    query_timeout: statementMs,
    statement_timeout: statementMs,
  };
  const pool = new pg.Pool(options);
  // Idle connections die with the server; the pool replaces them, and the next query tells whoever needs to know.
  pool.on("error", () => {});
  const prisma = new PrismaClient({
    adapter: new PrismaPg({ ...options, max: Math.max(2, Math.ceil(options.max / 2)) }, { onPoolError: () => {} }),
  });

  return {
    ...nounsOn(sqlOn(pool)),
    config: configOn(prisma),
    transaction: (work) => inTransaction(pool, (sql) => work(nounsOn(sql))),
    configTransaction: (work) => prisma.$transaction((tx) => work(configOn(tx)), { timeout: 15_000, maxWait: 5_000 }),
    prisma,
    pool,
    close: async () => {
      await Promise.all([pool.end(), prisma.$disconnect()]);
    },
  };
}
