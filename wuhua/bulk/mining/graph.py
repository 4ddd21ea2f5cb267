"""Payments as a graph: who stands in a circle through which money goes round, and the chain around a core firm."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import rustworkx as rx

Edge = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Link:
    """A party of a chain: how many steps from the core, and on which side (negative: it sells to the core's side)."""

    name: str
    step: int


def _graph(edges: Iterable[Edge]) -> tuple[rx.PyDiGraph, dict[str, int]]:
    pairs = sorted(set(edges))
    names = sorted({name for pair in pairs for name in pair})
    graph = rx.PyDiGraph(multigraph=False)
    places = dict(zip(names, graph.add_nodes_from(names), strict=True))
    graph.add_edges_from_no_data([(places[payer], places[payee]) for payer, payee in pairs])
    return graph, places


def circling(edges: Iterable[Edge]) -> set[Edge]:
    """Pairs of neighbours in one circle, both ways round: money that leaves the one can come back to it.

    >>> sorted(circling([("a", "b"), ("b", "c"), ("c", "a"), ("c", "d")]))
    [('a', 'b'), ('a', 'c'), ('b', 'a'), ('b', 'c'), ('c', 'a'), ('c', 'b')]
    """
    graph, _ = _graph(edges)
    circle = {node: number for number, ring in enumerate(rx.strongly_connected_components(graph)) for node in ring}
    found = set()
    for payer, payee in graph.edge_list():
        if circle[payer] == circle[payee]:
            found |= {(graph[payer], graph[payee]), (graph[payee], graph[payer])}
    return found


def chain(edges: Iterable[Edge], core: str, depth: int = 2) -> list[Link]:
    """The chain around the core firm: whom it pays and whom those pay (upstream, negative), who pays it (downstream).

    >>> [(each.name, each.step) for each in chain([("core", "mill"), ("mill", "farm"), ("shop", "core")], "core")]
    [('farm', -2), ('mill', -1), ('shop', 1)]
    """
    graph, places = _graph(edges)
    if core not in places:
        return []
    seen = {places[core]: 0}
    for sign, neighbours in ((-1, graph.successor_indices), (1, graph.predecessor_indices)):
        front = [places[core]]
        for step in range(1, depth + 1):
            reached = sorted({node for each in front for node in neighbours(each)} - seen.keys())
            seen |= dict.fromkeys(reached, sign * step)
            front = reached
    return sorted(
        (Link(graph[node], step) for node, step in seen.items() if step), key=lambda each: (each.step, each.name)
    )
