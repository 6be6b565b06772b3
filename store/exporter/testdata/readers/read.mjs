// Reads a graph export with the readers that Gephi Lite uses and prints what
// they found, one line a node or edge, sorted.
// Usage: node read.mjs gexf|graphml FILE
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
const require = createRequire(import.meta.url);
const Graph = require("graphology");
const [, , format, file] = process.argv;
const reader = format === "gexf" ? require("graphology-gexf") : require("graphology-graphml");
const graph = reader.parse(Graph.MultiDirectedGraph, readFileSync(file, "utf8"), { addMissingNodes: false });
const lines = [];
graph.forEachNode((id, a) => lines.push(["node", id, a.label, JSON.stringify(a.thread ?? a.source ?? "")].join("\t")));
graph.forEachEdge((id, a, from, to) => lines.push(["edge", id, from, to, a.kind, a.sign, a.weight].join("\t")));
console.log(lines.sort().join("\n"));
