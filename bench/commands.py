"""How long podium's quick commands take as whole processes, as ratios to an empty Python process in the same run.

Run it with `.venv/bin/python bench/commands.py [ROUNDS]`. Rounds are interleaved, so that a machine whose speed drifts
does not favour any; the median of each command and its ratio to the empty process are printed, with peak memory. On a
machine that others use, only the seconds of CPU say something.
"""

import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from podium.service.demo import REQUEST, make_shop

PODIUM = str(Path(sys.executable).parent / "podium")


def measure(command: list[str]) -> tuple[float, float]:
    """Seconds of one run of the command: on the wall, and of CPU, its children's included."""
    began, before = time.perf_counter(), resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    used = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return time.perf_counter() - began, used


def main(rounds: int) -> None:
    """Measure every command `rounds` times after one warm-up, and print a table."""
    with tempfile.TemporaryDirectory() as folder:
        shop = str(make_shop(Path(folder) / "shop"))
        commands = {
            "python -c pass": [sys.executable, "-c", "pass"],
            "podium --help": [PODIUM, "--help"],
            "podium analyze": [PODIUM, "analyze", REQUEST, "--repo", shop],
            "podium plan": [PODIUM, "plan", REQUEST, "--repo", shop],
        }
        taken: dict[str, list[float]] = {name: [] for name in commands}
        used: dict[str, list[float]] = {name: [] for name in commands}
        for number in range(rounds + 1):
            for name, command in commands.items():
                seconds, cpu = measure(command)
                if number:
                    taken[name].append(seconds)
                    used[name].append(cpu)
    unit = statistics.median(taken["python -c pass"])
    sys.stdout.write(f"{'command':<20} {'median s':>9} {'min s':>7} {'max s':>7} {'ratio':>7} {'cpu s':>7}\n")
    for name, values in taken.items():
        middle = statistics.median(values)
        figures = f"{middle:>9.3f} {min(values):>7.3f} {max(values):>7.3f} {middle / unit:>7.1f}"
        sys.stdout.write(f"{name:<20} {figures} {statistics.median(used[name]):>7.3f}\n")
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    sys.stdout.write(f"largest process: {peak:.0f} MB\n")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 5)
