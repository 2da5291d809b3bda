"""What reading a file costs, measured in a process of its own so that nothing else counts."""

import gc
import multiprocessing
import resource
import time
from dataclasses import dataclass
from pathlib import Path

from storage.files import Fault, read


@dataclass(frozen=True)
class Cost:
    """`seconds` of processor time, `megabytes` of memory at the most, and the faults that were found."""

    seconds: float
    megabytes: float
    faults: tuple[Fault, ...]


def cost_of_reading(path: Path) -> Cost:
    with multiprocessing.get_context("fork").Pool(1) as pool:
        return pool.apply(_measure, (path,))


def _measure(path: Path) -> Cost:
    # What the process was forked with is not what reading costs, and the collector would go through all of it.
    gc.freeze()
    memory, started = _peak(), time.process_time()
    result = read(path)
    assert result.program is None, "a bomb was read as a program"
    return Cost(time.process_time() - started, _peak() - memory, result.faults)


def _peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
