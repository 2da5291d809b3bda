"""Finds loops in what leads to what."""

from collections.abc import Iterable, Iterator, Mapping


def find_loops(edges: Mapping[str, Iterable[str]]) -> tuple[tuple[str, ...], ...]:
    """Return loops such that the graph has none when there are none here; each begins and ends with the same node."""
    loops: list[tuple[str, ...]] = []
    finished: set[str] = set()
    for start in edges:
        if start not in finished:
            loops += _loops_from(start, edges, finished)
    return tuple(loops)


def _loops_from(start: str, edges: Mapping[str, Iterable[str]], finished: set[str]) -> Iterator[tuple[str, ...]]:
    """Walk everything that `start` leads to, depth first; a graph may be deeper than Python's stack."""
    path = {start: iter(edges.get(start, ()))}
    while path:
        node, following = next(reversed(path.items()))
        after = next(following, None)
        if after is None:
            del path[node]
            finished.add(node)
        elif after in path:
            way = list(path)
            yield (*way[way.index(after) :], after)
        elif after not in finished:
            path[after] = iter(edges.get(after, ()))


def say_loop(loop: tuple[str, ...]) -> str:
    """`a → b → a`; of a long one the two ends."""
    shown = loop if len(loop) <= 12 else (*loop[:6], "…", *loop[-5:])
    return " → ".join(shown)
