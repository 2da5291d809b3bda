"""The bot as it is run, in a process that has everything imported already: for tests that start it again and again."""

import os
import sys
from collections.abc import Mapping

from bot.cli.main import main
from tests.faults.children import spawn
from tests.faults.replicas import LOOPBACK, answers, environment_of, free_port
from tests.world import World


def run_command(arguments: list[str], environment: Mapping[str, str], log: str) -> None:
    """Run the command `drumbeat` with these arguments, in this environment, as a shell would."""
    with open(log, "ab") as file:
        for stream in (1, 2):
            os.dup2(file.fileno(), stream)
    os.environ.update(environment)
    sys.argv = ["drumbeat", *arguments]
    main()


class ForkedBot:
    """`drumbeat run --http`, started with other settings each time; dies with the test's process."""

    def __init__(self, world: World, database_url: str, log: str) -> None:
        self._world = world
        self._log = log
        self._port = free_port()
        self._environment = environment_of(world, database_url)

    def start(self, **environment: str) -> None:
        """Start it and wait until it takes connections."""
        arguments = ["run", "--http", str(self._port)]
        self._process = spawn(run_command, arguments, {**self._environment, **environment}, self._log)
        self._world.sandbox.wait_until(lambda: answers(self._port), timeout=60)
        self._world.sandbox.connect_http(f"http://{LOOPBACK}:{self._port}/slack/events")

    def wait(self) -> int | None:
        """Wait until it has ended and return its exit status."""
        self._process.join(60)
        return self._process.exitcode

    def kill(self) -> None:
        """Kill it without a chance to clean up."""
        self._process.kill()
        self._process.join()
